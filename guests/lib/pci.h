/* SPDX-License-Identifier: Apache-2.0 */
/* PCI configuration space, and who is on the buses. */
#ifndef PCI_H
#define PCI_H

#include <stdbool.h>
#include <stdint.h>

struct pci_device {
    uint8_t bus, device, function;
    uint16_t vendor, id;
};

bool pci_present(void);
uint32_t pci_read32(const struct pci_device *device, unsigned offset);
uint16_t pci_read16(const struct pci_device *device, unsigned offset);
uint8_t pci_read8(const struct pci_device *device, unsigned offset);
void pci_write32(const struct pci_device *device, unsigned offset, uint32_t value);
void pci_write16(const struct pci_device *device, unsigned offset, uint16_t value);

/* Calls found for every function of every bus, bridges' own included. */
void pci_scan(void (*found)(const struct pci_device *device));

/* Offset of the next capability of that kind after the given one (0: the first), or 0. */
unsigned pci_capability(const struct pci_device *device, uint8_t kind, unsigned after);

/* Address of a BAR, mapped when it is memory; *is_port tells which. 0 when there is none. */
uint64_t pci_bar(const struct pci_device *device, unsigned index, bool *is_port);

#endif
