/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Multiboot 0.6.96 §3.3, boot information format. QEMU (hw/i386/multiboot.c, mb_add_cmdline) calls itself "qemu" and puts
 * the kernel's file name before the text of -append.
 */
#include "bootinfo.h"
#include "text.h"

#define HAS_MEMORY (1u << 0)
#define HAS_CMDLINE (1u << 2)
#define HAS_MODULES (1u << 3)
#define HAS_MAP (1u << 6)
#define HAS_LOADER (1u << 9)
#define MAP_RAM 1

struct multiboot_info {
    uint32_t flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr, syms[4];
    uint32_t mmap_length, mmap_addr, drives_length, drives_addr, config_table, boot_loader_name;
};

struct multiboot_module {
    uint32_t start, end, string, reserved;
};

struct __attribute__((packed)) multiboot_map {
    uint32_t size; /* of the rest */
    uint64_t base, length;
    uint32_t type;
};

void multiboot_read(struct bootinfo *boot, uint64_t at) {
    const struct multiboot_info *info = (const void *)at;
    if (info->flags & HAS_CMDLINE)
        bootinfo_cmdline(boot, (const char *)(uintptr_t)info->cmdline);
    if (info->flags & HAS_LOADER)
        boot->names_kernel = !strcmp((const char *)(uintptr_t)info->boot_loader_name, "qemu");
    if (info->flags & HAS_MODULES && info->mods_count) {
        const struct multiboot_module *module = (const void *)(uintptr_t)info->mods_addr;
        boot->initrd = (const uint8_t *)(uintptr_t)module->start;
        boot->initrd_size = module->end - module->start;
    }
    if (info->flags & HAS_MAP) {
        for (uint32_t offset = 0; offset < info->mmap_length;) {
            const struct multiboot_map *entry = (const void *)(uintptr_t)(info->mmap_addr + offset);
            if (entry->type == MAP_RAM)
                bootinfo_add_ram(boot, entry->base, entry->length);
            offset += entry->size + 4;
        }
    } else if (info->flags & HAS_MEMORY) {
        bootinfo_add_ram(boot, 0, (uint64_t)info->mem_lower << 10);
        bootinfo_add_ram(boot, 0x100000, (uint64_t)info->mem_upper << 10);
    }
}
