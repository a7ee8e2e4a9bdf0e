/* SPDX-License-Identifier: Apache-2.0 */
/*
 * virtio 1.2 §5.1, network device; §5.1.6 frames and their header (10 bytes for legacy devices without merged buffers, §5.1.6.1).
 * No offloads: sums are made and checked here. Frames that leave are announced once for each round, not one by one.
 */
#include "virtio_net.h"

#include "console.h"
#include "eth.h"
#include "mem.h"
#include "netif.h"
#include "text.h"
#include "virtio.h"

#define F_MTU (UINT64_C(1) << 3)
#define F_MAC (UINT64_C(1) << 5)
#define CONFIG_MTU 10
#define RECEIVE 0
#define TRANSMIT 1
#define QUEUE_MAX 256
#define DEFAULT_MTU 1500
#define HEADER_LEGACY 10
#define HEADER_MODERN 12
#define MEMORY_SHARE 16 /* each direction takes at most this part of what is left */

struct nic {
    struct netif netif;
    struct virtio_device *device;
    struct virtqueue receive, transmit;
    size_t header, buffer_size;
    uint8_t *free_frames[QUEUE_MAX];
    unsigned free_count;
    bool unannounced;
};

static uint8_t *frame(struct netif *netif) {
    struct nic *nic = netif->driver;
    uint8_t *buffer;
    while ((buffer = virtqueue_take(&nic->transmit, NULL)))
        nic->free_frames[nic->free_count++] = buffer;
    return nic->free_count ? nic->free_frames[--nic->free_count] + nic->header : NULL;
}

static void give_back(struct netif *netif, uint8_t *at) {
    struct nic *nic = netif->driver;
    nic->free_frames[nic->free_count++] = at - nic->header;
}

static void send(struct netif *netif, uint8_t *at, size_t size) {
    struct nic *nic = netif->driver;
    struct virtqueue_part part = {at - nic->header, (uint32_t)(nic->header + size), false};
    if (virtqueue_add(&nic->transmit, &part, 1, part.at))
        nic->unannounced = true;
    else
        give_back(netif, at);
}

static void offer(struct nic *nic, uint8_t *buffer) {
    struct virtqueue_part part = {buffer, (uint32_t)nic->buffer_size, true};
    virtqueue_add(&nic->receive, &part, 1, buffer);
}

static void announce(struct nic *nic) {
    if (nic->unannounced && virtqueue_wants_notice(&nic->transmit))
        nic->device->transport->notify(nic->device, TRANSMIT);
    nic->unannounced = false;
}

static bool poll(struct netif *netif) {
    struct nic *nic = netif->driver;
    uint32_t written;
    uint8_t *buffer;
    unsigned count = 0;
    virtqueue_interrupts(&nic->receive, false);
    for (; count < QUEUE_MAX && (buffer = virtqueue_take(&nic->receive, &written)); count++) {
        if (written > nic->header && written <= nic->buffer_size)
            eth_input(netif, buffer + nic->header, written - nic->header);
        offer(nic, buffer);
    }
    if (count && virtqueue_wants_notice(&nic->receive))
        nic->device->transport->notify(nic->device, RECEIVE);
    virtqueue_interrupts(&nic->receive, true);
    announce(nic);
    return count;
}

static bool has_work(const struct netif *netif) {
    const struct nic *nic = netif->driver;
    return nic->unannounced || virtqueue_has_used(&nic->receive);
}

static void create_buffers(struct nic *nic) {
    size_t each = (nic->buffer_size + 63) & ~63ul;
    unsigned fit = (unsigned)(mem_left() / MEMORY_SHARE / each);
    unsigned receive = nic->receive.size < fit ? nic->receive.size : fit;
    unsigned transmit = nic->transmit.size < fit ? nic->transmit.size : fit;
    if (transmit > QUEUE_MAX)
        transmit = QUEUE_MAX;
    for (unsigned i = 0; i < receive; i++)
        offer(nic, mem_take(each, 64));
    for (unsigned i = 0; i < transmit; i++)
        nic->free_frames[nic->free_count++] = mem_take(each, 64);
}

static void found(struct virtio_device *device) {
    if (netif_count == NETIFS_MAX || !virtio_begin(device, F_MAC | F_MTU))
        return;
    struct nic *nic = mem_take(sizeof *nic, 8);
    nic->device = device;
    nic->header = device->modern ? HEADER_MODERN : HEADER_LEGACY;
    nic->netif = (struct netif){.mtu = DEFAULT_MTU, .frame = frame, .send = send, .give_back = give_back, .poll = poll,
                                .has_work = has_work, .driver = nic};
    if (device->features & F_MTU)
        nic->netif.mtu = virtio_config16(device, CONFIG_MTU);
    if (nic->netif.mtu < 576)
        nic->netif.mtu = DEFAULT_MTU;
    for (unsigned i = 0; i < MAC_SIZE; i++)
        nic->netif.mac[i] = device->features & F_MAC ? device->transport->config(device, i) : (uint8_t)(i ? netif_count + i : 0x52);
    nic->buffer_size = nic->header + ETH_HEADER + 4 + nic->netif.mtu; /* 4: a VLAN tag */
    if (!virtio_queue(device, RECEIVE, &nic->receive, QUEUE_MAX) || !virtio_queue(device, TRANSMIT, &nic->transmit, QUEUE_MAX))
        return;
    virtqueue_interrupts(&nic->transmit, false);
    create_buffers(nic);
    virtio_ready(device);
    device->transport->notify(device, RECEIVE);
    netif_add(&nic->netif);
}

void virtio_net_find(void) {
    virtio_find(VIRTIO_NET, found);
}
