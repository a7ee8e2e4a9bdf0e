/* SPDX-License-Identifier: Apache-2.0 */
/* What the loader told: command line, initial RAM disk, memory. One form for all loaders. */
#ifndef BOOTINFO_H
#define BOOTINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CMDLINE_MAX 65536
#define RAM_REGIONS_MAX 32

struct ram_region {
    uint64_t base, size;
};

struct bootinfo {
    char cmdline[CMDLINE_MAX + 1];
    bool names_kernel; /* the command line begins with the kernel's file name, which is no part of what was asked for */
    const uint8_t *initrd;
    size_t initrd_size;
    uint64_t rsdp; /* 0: look for it */
    struct ram_region ram[RAM_REGIONS_MAX];
    unsigned ram_count;
};

void multiboot_read(struct bootinfo *boot, uint64_t info);
void pvh_read(struct bootinfo *boot, uint64_t info);

void bootinfo_cmdline(struct bootinfo *boot, const char *text); /* copies; panics when it is too long */
void bootinfo_add_ram(struct bootinfo *boot, uint64_t base, uint64_t size);
uint64_t bootinfo_ram_bytes(const struct bootinfo *boot);

#endif
