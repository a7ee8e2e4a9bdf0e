/* SPDX-License-Identifier: Apache-2.0 */
/* The largest run of RAM below 4 GiB that neither the image nor the initial RAM disk needs, and the page tables. */
#include "mem.h"

#include "bootinfo.h"
#include "cpu.h"
#include "panic.h"
#include "text.h"

#define GIB 0x40000000ull
#define DIRECTORIES_MAX 4
#define LARGE_DEVICE_PAGE 0x9B /* present, writable, write-through, uncached, 2 MiB */
#define TABLE 0x03

extern char image_start[], image_end[];
extern uint64_t boot_pml4[512], boot_pdpt[512];

static uint64_t next, end;

static void consider(uint64_t from, uint64_t to) {
    if (to > from && to - from > end - next)
        next = from, end = to;
}

void mem_init(const struct bootinfo *boot) {
    uint64_t image = (uint64_t)image_end;
    uint64_t initrd = (uint64_t)boot->initrd;
    uint64_t initrd_end = (initrd + boot->initrd_size + 4095) & ~4095ull;
    for (unsigned i = 0; i < boot->ram_count; i++) {
        uint64_t from = boot->ram[i].base > image ? boot->ram[i].base : image;
        uint64_t to = boot->ram[i].base + boot->ram[i].size;
        if (to > 3 * GIB)
            to = 3 * GIB;
        if (boot->initrd_size && initrd < to && initrd_end > from) {
            consider(from, initrd);
            consider(initrd_end, to);
        } else {
            consider(from, to);
        }
    }
}

size_t mem_left(void) {
    return end - next;
}

void *mem_take(size_t size, size_t alignment) {
    uint64_t at = (next + alignment - 1) & ~(uint64_t)(alignment - 1);
    if (at > end || size > end - at)
        panic("out of memory: %zu bytes wanted, %lu left", size, end - next);
    next = at + size;
    return memset((void *)at, 0, size);
}

static void reload(void) {
    uint64_t cr3;
    __asm__ volatile("mov %%cr3, %0; mov %0, %%cr3" : "=r"(cr3)::"memory");
}

static void map_gib(uint64_t at) {
    static uint64_t directories[DIRECTORIES_MAX][512] __attribute__((aligned(4096)));
    static uint64_t upper[512] __attribute__((aligned(4096)));
    static unsigned used;
    uint64_t base = at & ~(GIB - 1);
    uint64_t *pdpt = boot_pdpt;
    if (at >> 39) {
        static uint64_t upper_slot;
        if (upper_slot && upper_slot != at >> 39)
            panic("device memory at %lx is out of reach", at);
        upper_slot = at >> 39;
        boot_pml4[upper_slot] = (uint64_t)upper | TABLE;
        pdpt = upper;
    }
    if (pdpt[(at >> 30) & 511])
        return;
    if (used == DIRECTORIES_MAX)
        panic("device memory at %lx is one GiB too many", at);
    for (unsigned i = 0; i < 512; i++)
        directories[used][i] = base + i * 0x200000ull + LARGE_DEVICE_PAGE;
    pdpt[(at >> 30) & 511] = (uint64_t)directories[used++] | TABLE;
    reload();
}

uint64_t mem_map_device(uint64_t at, uint64_t size) {
    map_gib(at);
    map_gib(at + size - 1);
    return at;
}

void mem_guard_null(void) {
    static uint64_t table[512] __attribute__((aligned(4096)));
    uint64_t *first_directory = (uint64_t *)(boot_pdpt[0] & ~4095ull);
    for (unsigned i = 1; i < 512; i++)
        table[i] = i * 4096ull | TABLE;
    first_directory[0] = (uint64_t)table | TABLE;
    reload();
}
