/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The "newc" format of cpio (cpio(5); Linux Documentation/driver-api/early-userspace/buffer-format.rst): a header of 110 bytes with
 * hexadecimal fields, name and data padded to four bytes, the end marked by an entry named TRAILER!!!.
 */
#include "cpio.h"

#include "text.h"

#define HEADER 110
#define FIELD(n) (6 + 8 * (n))
#define INODE FIELD(0)
#define MODE FIELD(1)
#define FILE_SIZE FIELD(6)
#define NAME_SIZE FIELD(11)
#define KIND 0170000u
#define KIND_FILE 0100000u
#define KIND_DIRECTORY 0040000u

static bool read_hex(const uint8_t *at, uint32_t *value) {
    *value = 0;
    for (unsigned i = 0; i < 8; i++) {
        uint8_t c = at[i], lower = c | 0x20;
        if (c >= '0' && c <= '9')
            *value = *value << 4 | (uint32_t)(c - '0');
        else if (lower >= 'a' && lower <= 'f')
            *value = *value << 4 | (uint32_t)(lower - 'a' + 10);
        else
            return false;
    }
    return true;
}

static size_t padded(size_t size) {
    return (size + 3) & ~(size_t)3;
}

static const char *bare(const char *name) {
    for (;;) {
        if (name[0] == '/')
            name++;
        else if (name[0] == '.' && name[1] == '/')
            name += 2;
        else
            return name;
    }
}

bool cpio_is_archive(const uint8_t *archive, size_t size) {
    return size >= HEADER && (!memcmp(archive, "070701", 6) || !memcmp(archive, "070702", 6));
}

bool cpio_next(const uint8_t *archive, size_t size, size_t *at, struct cpio_file *file) {
    uint32_t name_size, file_size;
    const uint8_t *header = archive + *at;
    if (*at > size || !cpio_is_archive(header, size - *at))
        return false;
    if (!read_hex(header + NAME_SIZE, &name_size) || !read_hex(header + FILE_SIZE, &file_size) ||
        !read_hex(header + MODE, &file->mode) || !read_hex(header + INODE, &file->inode))
        return false;
    size_t data = padded(*at + HEADER + name_size);
    if (!name_size || data > size || file_size > size - data || header[HEADER + name_size - 1])
        return false;
    file->name = bare((const char *)header + HEADER);
    file->data = archive + data;
    file->size = file_size;
    *at = padded(data + file_size);
    return strcmp(file->name, "TRAILER!!!") != 0;
}

bool cpio_is_file(const struct cpio_file *file) {
    return (file->mode & KIND) == KIND_FILE;
}

bool cpio_is_directory(const struct cpio_file *file) {
    return (file->mode & KIND) == KIND_DIRECTORY;
}
