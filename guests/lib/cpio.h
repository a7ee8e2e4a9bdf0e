/* SPDX-License-Identifier: Apache-2.0 */
/* Files of an initial RAM disk. */
#ifndef CPIO_H
#define CPIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpio_file {
    const char *name; /* ended by a zero byte, without leading `/` or `./` */
    const uint8_t *data;
    size_t size;
    uint32_t mode, inode;
};

/* Steps through an archive; *at is 0 at first. False at its end, or at something that is no entry. */
bool cpio_next(const uint8_t *archive, size_t size, size_t *at, struct cpio_file *file);

bool cpio_is_archive(const uint8_t *archive, size_t size);
bool cpio_is_file(const struct cpio_file *file);
bool cpio_is_directory(const struct cpio_file *file);

#endif
