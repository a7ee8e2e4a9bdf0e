/* SPDX-License-Identifier: Apache-2.0 */
/* What every loader's information has in common. */
#include "bootinfo.h"

#include "panic.h"
#include "text.h"

void bootinfo_cmdline(struct bootinfo *boot, const char *text) {
    size_t length = strlen(text);
    if (length > CMDLINE_MAX)
        panic("the command line has %zu bytes, %d are the limit", length, CMDLINE_MAX);
    memcpy(boot->cmdline, text, length + 1);
}

void bootinfo_add_ram(struct bootinfo *boot, uint64_t base, uint64_t size) {
    if (boot->ram_count < RAM_REGIONS_MAX && size)
        boot->ram[boot->ram_count++] = (struct ram_region){base, size};
}

uint64_t bootinfo_ram_bytes(const struct bootinfo *boot) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < boot->ram_count; i++)
        sum += boot->ram[i].size;
    return sum;
}
