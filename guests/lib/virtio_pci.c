/* SPDX-License-Identifier: Apache-2.0 */
/*
 * virtio over PCI, virtio 1.2 §4.1: the modern layout found through vendor capabilities (§4.1.4), else the legacy I/O BAR
 * (§4.1.4.10). Interrupts by MSI-X (PCI Local Bus 3.0 §6.8.2), one message for all; without MSI-X by the old line.
 */
#include "apic.h"
#include "cpu.h"
#include "mem.h"
#include "trap.h"
#include "virtio.h"

#define VENDOR 0x1AF4
#define CAPABILITY_VENDOR 0x09
#define CAPABILITY_MSIX 0x11
#define NO_VECTOR 0xFFFF

enum { CAP_COMMON = 1, CAP_NOTIFY = 2, CAP_ISR = 3, CAP_DEVICE = 4 };

/* Common configuration, §4.1.4.3. */
enum {
    DEVICE_FEATURE_SELECT = 0x00, DEVICE_FEATURE = 0x04, DRIVER_FEATURE_SELECT = 0x08, DRIVER_FEATURE = 0x0C,
    CONFIG_VECTOR = 0x10, STATUS = 0x14, QUEUE_SELECT = 0x16, QUEUE_SIZE = 0x18, QUEUE_VECTOR = 0x1A, QUEUE_ENABLE = 0x1C,
    QUEUE_NOTIFY_OFFSET = 0x1E, QUEUE_DESCRIPTORS = 0x20, QUEUE_DRIVER = 0x28, QUEUE_DEVICE = 0x30,
};

/* Legacy registers, §4.1.4.10. */
enum {
    L_DEVICE_FEATURES = 0x00, L_DRIVER_FEATURES = 0x04, L_QUEUE_ADDRESS = 0x08, L_QUEUE_SIZE = 0x0C, L_QUEUE_SELECT = 0x0E,
    L_QUEUE_NOTIFY = 0x10, L_STATUS = 0x12, L_ISR = 0x13, L_CONFIG_VECTOR = 0x14, L_QUEUE_VECTOR = 0x16, L_CONFIG = 0x14,
    L_CONFIG_WITH_MSIX = 0x18,
};

static void write64(uint64_t at, uint64_t value) {
    mmio_write32(at, (uint32_t)value);
    mmio_write32(at + 4, (uint32_t)(value >> 32));
}

static uint16_t port(const struct virtio_device *device, unsigned reg) {
    return (uint16_t)(device->base + reg);
}

static void modern_set_status(struct virtio_device *d, uint8_t status) {
    mmio_write8(d->common + STATUS, status);
}

static uint8_t modern_status(struct virtio_device *d) {
    return mmio_read8(d->common + STATUS);
}

static uint64_t modern_features(struct virtio_device *d) {
    mmio_write32(d->common + DEVICE_FEATURE_SELECT, 0);
    uint64_t low = mmio_read32(d->common + DEVICE_FEATURE);
    mmio_write32(d->common + DEVICE_FEATURE_SELECT, 1);
    return low | (uint64_t)mmio_read32(d->common + DEVICE_FEATURE) << 32;
}

static void modern_accept(struct virtio_device *d, uint64_t features) {
    mmio_write32(d->common + DRIVER_FEATURE_SELECT, 0);
    mmio_write32(d->common + DRIVER_FEATURE, (uint32_t)features);
    mmio_write32(d->common + DRIVER_FEATURE_SELECT, 1);
    mmio_write32(d->common + DRIVER_FEATURE, (uint32_t)(features >> 32));
}

static uint16_t modern_queue_size(struct virtio_device *d, unsigned index) {
    mmio_write16(d->common + QUEUE_SELECT, (uint16_t)index);
    return mmio_read16(d->common + QUEUE_SIZE);
}

static void modern_queue_enable(struct virtio_device *d, unsigned index, const struct virtqueue *queue) {
    mmio_write16(d->common + QUEUE_SELECT, (uint16_t)index);
    mmio_write16(d->common + QUEUE_SIZE, queue->size);
    if (d->msix)
        mmio_write16(d->common + QUEUE_VECTOR, 0);
    write64(d->common + QUEUE_DESCRIPTORS, (uint64_t)queue->descriptors);
    write64(d->common + QUEUE_DRIVER, (uint64_t)queue->available);
    write64(d->common + QUEUE_DEVICE, (uint64_t)queue->used);
    d->notify_at[index] = d->notify_base + mmio_read16(d->common + QUEUE_NOTIFY_OFFSET) * d->notify_multiplier;
    mmio_write16(d->common + QUEUE_ENABLE, 1);
}

static void modern_notify(struct virtio_device *d, unsigned index) {
    mmio_write16(d->notify_at[index], (uint16_t)index);
}

static uint8_t modern_config(struct virtio_device *d, unsigned offset) {
    return mmio_read8(d->device_config + offset);
}

static void acknowledge_modern(void *device) {
    mmio_read8(((struct virtio_device *)device)->isr);
}

static void modern_interrupts(struct virtio_device *d) {
    if (!d->msix && d->isr)
        trap_on(VECTOR_DEVICE, acknowledge_modern, d);
}

static void legacy_set_status(struct virtio_device *d, uint8_t status) {
    outb(port(d, L_STATUS), status);
}

static uint8_t legacy_status(struct virtio_device *d) {
    return inb(port(d, L_STATUS));
}

static uint64_t legacy_features(struct virtio_device *d) {
    return inl(port(d, L_DEVICE_FEATURES));
}

static void legacy_accept(struct virtio_device *d, uint64_t features) {
    outl(port(d, L_DRIVER_FEATURES), (uint32_t)features);
}

static uint16_t legacy_queue_size(struct virtio_device *d, unsigned index) {
    outw(port(d, L_QUEUE_SELECT), (uint16_t)index);
    return inw(port(d, L_QUEUE_SIZE));
}

static void legacy_queue_enable(struct virtio_device *d, unsigned index, const struct virtqueue *queue) {
    outw(port(d, L_QUEUE_SELECT), (uint16_t)index);
    if (d->msix)
        outw(port(d, L_QUEUE_VECTOR), 0);
    outl(port(d, L_QUEUE_ADDRESS), (uint32_t)((uint64_t)queue->descriptors >> 12));
}

static void legacy_notify(struct virtio_device *d, unsigned index) {
    outw(port(d, L_QUEUE_NOTIFY), (uint16_t)index);
}

static uint8_t legacy_config(struct virtio_device *d, unsigned offset) {
    return inb(port(d, (d->msix ? L_CONFIG_WITH_MSIX : L_CONFIG) + offset));
}

static void acknowledge_legacy(void *device) {
    inb(port(device, L_ISR));
}

static void legacy_interrupts(struct virtio_device *d) {
    if (!d->msix)
        trap_on(VECTOR_DEVICE, acknowledge_legacy, d);
}

static const struct virtio_transport modern = {
    "pci", false, modern_set_status, modern_status, modern_features, modern_accept, modern_queue_size,
    modern_queue_enable, modern_notify, modern_config, modern_interrupts,
};

static const struct virtio_transport legacy = {
    "pci-legacy", true, legacy_set_status, legacy_status, legacy_features, legacy_accept, legacy_queue_size,
    legacy_queue_enable, legacy_notify, legacy_config, legacy_interrupts,
};

static void read_capabilities(struct virtio_device *d, const struct pci_device *pci) {
    bool is_port;
    for (unsigned at = 0; (at = pci_capability(pci, CAPABILITY_VENDOR, at));) {
        uint8_t kind = pci_read8(pci, at + 3), bar = pci_read8(pci, at + 4);
        if (kind < CAP_COMMON || kind > CAP_DEVICE || bar > 5)
            continue;
        uint64_t base = pci_bar(pci, bar, &is_port);
        if (!base || is_port)
            continue;
        base += pci_read32(pci, at + 8);
        if (kind == CAP_COMMON && !d->common)
            d->common = base;
        if (kind == CAP_ISR && !d->isr)
            d->isr = base;
        if (kind == CAP_DEVICE && !d->device_config)
            d->device_config = base;
        if (kind == CAP_NOTIFY && !d->notify_base) {
            d->notify_base = base;
            d->notify_multiplier = pci_read32(pci, at + 16);
        }
    }
}

/* One entry of the table serves all queues; changes of configuration stay silent. */
static void enable_msix(struct virtio_device *d, const struct pci_device *pci) {
    bool is_port;
    unsigned at = pci_capability(pci, CAPABILITY_MSIX, 0);
    if (!at)
        return;
    uint32_t where = pci_read32(pci, at + 4);
    uint64_t table = pci_bar(pci, where & 7, &is_port);
    if (!table || is_port)
        return;
    table += where & ~7u;
    pci_write16(pci, at + 2, (uint16_t)((pci_read16(pci, at + 2) | 0x8000) & ~0x4000));
    write64(table, apic_message_address());
    mmio_write32(table + 8, apic_message_data());
    mmio_write32(table + 12, 0);
    d->msix = true;
}

bool virtio_pci_open(struct virtio_device *d, const struct pci_device *pci) {
    if (pci->vendor != VENDOR || pci->id < 0x1000 || pci->id > 0x107F)
        return false;
    bool is_port = false;
    d->pci = *pci;
    d->kind = pci->id >= 0x1040 ? pci->id - 0x1040u : pci_read16(pci, 0x2E);
    pci_write16(pci, 4, pci_read16(pci, 4) | 7); /* ports, memory, bus master */
    read_capabilities(d, pci);
    d->modern = d->common && d->notify_base;
    if (!d->modern) {
        d->base = pci_bar(pci, 0, &is_port);
        if (!d->base || !is_port)
            return false;
    }
    d->transport = d->modern ? &modern : &legacy;
    enable_msix(d, pci);
    return true;
}
