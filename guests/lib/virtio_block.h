/* SPDX-License-Identifier: Apache-2.0 */
/* Disks, one request at a time. */
#ifndef VIRTIO_BLOCK_H
#define VIRTIO_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECTOR 512
#define BLOCK_TRANSFER_MAX 65536 /* bytes in one request */
#define BLOCK_DEVICES_MAX 26

struct block_device;

unsigned block_find(void); /* how many there are */
struct block_device *block_at(unsigned index);

uint64_t block_sectors(const struct block_device *disk);
bool block_is_read_only(const struct block_device *disk);
const char *block_serial(const struct block_device *disk);
const char *block_transport(const struct block_device *disk);

/* Each is NULL when it went well, else what went wrong. */
const char *block_read(struct block_device *disk, uint64_t sector, void *to, size_t bytes);
const char *block_write(struct block_device *disk, uint64_t sector, const void *from, size_t bytes);
const char *block_flush(struct block_device *disk);

#endif
