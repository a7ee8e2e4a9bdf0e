/* SPDX-License-Identifier: Apache-2.0 */
/* virtio 1.2 devices and their legacy ancestors, behind PCI or memory-mapped transports. */
#ifndef VIRTIO_H
#define VIRTIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pci.h"
#include "virtqueue.h"

/* Device kinds, virtio 1.2 §5. */
#define VIRTIO_NET 1
#define VIRTIO_BLOCK 2

/* Status bits, §2.1. */
#define VIRTIO_ACKNOWLEDGE 1
#define VIRTIO_DRIVER 2
#define VIRTIO_DRIVER_OK 4
#define VIRTIO_FEATURES_OK 8

/* Features that are not a device's own, §6. */
#define VIRTIO_F_ANY_LAYOUT (UINT64_C(1) << 27) /* legacy only */
#define VIRTIO_F_VERSION_1 (UINT64_C(1) << 32)

struct virtio_device;

struct virtio_transport {
    const char *name;
    bool sizes_queues; /* the device alone says how long a queue is */
    void (*set_status)(struct virtio_device *device, uint8_t status);
    uint8_t (*status)(struct virtio_device *device);
    uint64_t (*features)(struct virtio_device *device);
    void (*accept)(struct virtio_device *device, uint64_t features);
    uint16_t (*queue_size)(struct virtio_device *device, unsigned index); /* selects it; 0: there is none */
    void (*queue_enable)(struct virtio_device *device, unsigned index, const struct virtqueue *queue);
    void (*notify)(struct virtio_device *device, unsigned index);
    uint8_t (*config)(struct virtio_device *device, unsigned offset);
    void (*interrupts)(struct virtio_device *device);
};

struct virtio_device {
    const struct virtio_transport *transport;
    unsigned kind;
    bool modern;
    uint64_t features; /* agreed */
    struct pci_device pci;
    bool msix;
    uint64_t base;     /* legacy PCI: port; mmio: registers */
    uint64_t common, isr, device_config, notify_base;
    uint32_t notify_multiplier;
    uint64_t notify_at[4];
};

/* Calls found for each device of that kind, in the order of the machine. */
void virtio_find(unsigned kind, void (*found)(struct virtio_device *device));

/* Resets the device and agrees on those of the wanted features that it offers; false when it does not go along. */
bool virtio_begin(struct virtio_device *device, uint64_t wanted);

/* Sets up queue number index with at most limit entries; false when there is none. */
bool virtio_queue(struct virtio_device *device, unsigned index, struct virtqueue *queue, uint16_t limit);

/* The device may work from here on. */
void virtio_ready(struct virtio_device *device);

uint16_t virtio_config16(struct virtio_device *device, unsigned offset);
uint32_t virtio_config32(struct virtio_device *device, unsigned offset);
uint64_t virtio_config64(struct virtio_device *device, unsigned offset);

/* The two transports. */
bool virtio_pci_open(struct virtio_device *device, const struct pci_device *pci);
bool virtio_mmio_open(struct virtio_device *device, uint64_t base);

/* A memory-mapped device that the command line names (virtio_mmio.device=SIZE@BASE:IRQ, Linux admin-guide/kernel-parameters). */
struct cmdline;
void virtio_mmio_names(const struct cmdline *line);
extern uint64_t virtio_mmio_bases[];
extern unsigned virtio_mmio_base_count;

#endif
