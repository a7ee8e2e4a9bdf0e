/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PCI Local Bus 3.0: configuration mechanism #1 §3.2.2.3.2, header §6.1, BARs §6.2.5.1, capabilities §6.7; PCI-to-PCI Bridge 1.2
 * §3.2.5.4 (secondary bus). The firmware has given out buses and addresses.
 */
#include "pci.h"

#include "cpu.h"
#include "mem.h"

#define ADDRESS 0xCF8
#define DATA 0xCFC
#define ENABLE 0x80000000u

static void select(const struct pci_device *d, unsigned offset) {
    outl(ADDRESS, ENABLE | (uint32_t)d->bus << 16 | (uint32_t)d->device << 11 | (uint32_t)d->function << 8 | (offset & 0xFC));
}

uint32_t pci_read32(const struct pci_device *device, unsigned offset) {
    select(device, offset);
    return inl(DATA);
}

uint16_t pci_read16(const struct pci_device *device, unsigned offset) {
    select(device, offset);
    return inw((uint16_t)(DATA + (offset & 2)));
}

uint8_t pci_read8(const struct pci_device *device, unsigned offset) {
    select(device, offset);
    return inb((uint16_t)(DATA + (offset & 3)));
}

void pci_write32(const struct pci_device *device, unsigned offset, uint32_t value) {
    select(device, offset);
    outl(DATA, value);
}

void pci_write16(const struct pci_device *device, unsigned offset, uint16_t value) {
    select(device, offset);
    outw((uint16_t)(DATA + (offset & 2)), value);
}

bool pci_present(void) {
    static int known;
    struct pci_device host = {0};
    if (!known) {
        uint32_t id = pci_read32(&host, 0);
        known = id == 0xFFFFFFFF || id == 0 ? 1 : 2;
    }
    return known == 2;
}

static void scan_bus(uint8_t bus, unsigned depth, void (*found)(const struct pci_device *)) {
    struct pci_device d = {.bus = bus};
    for (d.device = 0; d.device < 32; d.device++) {
        unsigned functions = 1;
        for (d.function = 0; d.function < functions; d.function++) {
            uint32_t id = pci_read32(&d, 0);
            if (id == 0xFFFFFFFF || id == 0)
                continue;
            uint8_t header = pci_read8(&d, 0x0E);
            if (!d.function && header & 0x80)
                functions = 8;
            d.vendor = (uint16_t)id;
            d.id = (uint16_t)(id >> 16);
            found(&d);
            uint8_t below = (header & 0x7F) == 1 ? pci_read8(&d, 0x19) : 0;
            if (below > bus && depth < 8)
                scan_bus(below, depth + 1, found);
        }
    }
}

void pci_scan(void (*found)(const struct pci_device *)) {
    if (pci_present())
        scan_bus(0, 0, found);
}

unsigned pci_capability(const struct pci_device *device, uint8_t kind, unsigned after) {
    unsigned at;
    if (after)
        at = pci_read8(device, after + 1);
    else
        at = pci_read16(device, 6) & 0x10 ? pci_read8(device, 0x34) : 0;
    for (unsigned left = 48; at >= 0x40 && left; left--, at = pci_read8(device, at + 1))
        if (pci_read8(device, at) == kind)
            return at;
    return 0;
}

uint64_t pci_bar(const struct pci_device *device, unsigned index, bool *is_port) {
    unsigned offset = 0x10 + 4 * index;
    uint32_t low = pci_read32(device, offset);
    *is_port = low & 1;
    if (*is_port)
        return low & ~3u;
    uint64_t at = low & ~15u;
    if ((low & 6) == 4)
        at |= (uint64_t)pci_read32(device, offset + 4) << 32;
    return at ? mem_map_device(at, 0x4000) : 0;
}
