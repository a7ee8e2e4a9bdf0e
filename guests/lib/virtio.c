/* SPDX-License-Identifier: Apache-2.0 */
/* Finding devices, and the steps of virtio 1.2 §3.1 that are the same on every transport. */
#include "virtio.h"

#include "cpu.h"
#include "mem.h"
#include "time.h"

static unsigned wanted_kind;
static void (*tell)(struct virtio_device *device);

static void pci_function(const struct pci_device *pci) {
    struct virtio_device opened = {0};
    if (!virtio_pci_open(&opened, pci) || opened.kind != wanted_kind)
        return;
    struct virtio_device *device = mem_take(sizeof *device, 8);
    *device = opened;
    tell(device);
}

void virtio_find(unsigned kind, void (*found)(struct virtio_device *device)) {
    wanted_kind = kind;
    tell = found;
    pci_scan(pci_function);
    for (unsigned i = 0; i < virtio_mmio_base_count; i++) {
        struct virtio_device opened = {0};
        if (!virtio_mmio_open(&opened, virtio_mmio_bases[i]) || opened.kind != kind)
            continue;
        struct virtio_device *device = mem_take(sizeof *device, 8);
        *device = opened;
        found(device);
    }
}

static void add_status(struct virtio_device *device, uint8_t bits) {
    device->transport->set_status(device, device->transport->status(device) | bits);
}

bool virtio_begin(struct virtio_device *device, uint64_t wanted) {
    device->transport->set_status(device, 0);
    while (device->transport->status(device))
        pause();
    add_status(device, VIRTIO_ACKNOWLEDGE);
    add_status(device, VIRTIO_DRIVER);
    if (device->modern)
        wanted |= VIRTIO_F_VERSION_1;
    else
        wanted = (wanted | VIRTIO_F_ANY_LAYOUT) & 0xFFFFFFFF;
    device->features = device->transport->features(device) & wanted;
    device->transport->accept(device, device->features);
    if (!device->modern)
        return true;
    add_status(device, VIRTIO_FEATURES_OK);
    return device->features & VIRTIO_F_VERSION_1 && device->transport->status(device) & VIRTIO_FEATURES_OK;
}

/* A legacy PCI device alone says how long its queues are (§4.1.5.1.3.1), so the limit is for the others. */
bool virtio_queue(struct virtio_device *device, unsigned index, struct virtqueue *queue, uint16_t limit) {
    uint16_t size = device->transport->queue_size(device, index);
    if (!size)
        return false;
    if (size > limit && !device->transport->sizes_queues)
        size = limit;
    virtqueue_create(queue, size);
    device->transport->queue_enable(device, index, queue);
    return true;
}

void virtio_ready(struct virtio_device *device) {
    device->transport->interrupts(device);
    add_status(device, VIRTIO_DRIVER_OK);
}

uint16_t virtio_config16(struct virtio_device *device, unsigned offset) {
    return (uint16_t)(device->transport->config(device, offset) | device->transport->config(device, offset + 1) << 8);
}

uint32_t virtio_config32(struct virtio_device *device, unsigned offset) {
    return virtio_config16(device, offset) | (uint32_t)virtio_config16(device, offset + 2) << 16;
}

uint64_t virtio_config64(struct virtio_device *device, unsigned offset) {
    return virtio_config32(device, offset) | (uint64_t)virtio_config32(device, offset + 4) << 32;
}
