/* SPDX-License-Identifier: Apache-2.0 */
/* PVH: struct hvm_start_info, Xen public/arch-x86/hvm/start_info.h (version 1 has the memory map). */
#include "bootinfo.h"
#include "panic.h"

#define START_INFO_MAGIC 0x336EC578
#define MAP_RAM 1

struct start_info {
    uint32_t magic, version, flags, module_count;
    uint64_t modules, cmdline, rsdp, map;
    uint32_t map_count, reserved;
};

struct module {
    uint64_t base, size, cmdline, reserved;
};

struct map_entry {
    uint64_t base, size;
    uint32_t type, reserved;
};

void pvh_read(struct bootinfo *boot, uint64_t at) {
    const struct start_info *info = (const void *)at;
    if (info->magic != START_INFO_MAGIC)
        panic("PVH start information without its magic number: %x", info->magic);
    if (info->cmdline)
        bootinfo_cmdline(boot, (const char *)info->cmdline);
    if (info->module_count) {
        const struct module *module = (const void *)info->modules;
        boot->initrd = (const uint8_t *)module->base;
        boot->initrd_size = module->size;
    }
    boot->rsdp = info->rsdp;
    if (info->version >= 1) {
        const struct map_entry *map = (const void *)info->map;
        for (uint32_t i = 0; i < info->map_count; i++)
            if (map[i].type == MAP_RAM)
                bootinfo_add_ram(boot, map[i].base, map[i].size);
    }
}
