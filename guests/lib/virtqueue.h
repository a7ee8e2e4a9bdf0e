/* SPDX-License-Identifier: Apache-2.0 */
/* Split virtqueues (virtio 1.2 §2.7). */
#ifndef VIRTQUEUE_H
#define VIRTQUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct virtqueue_part {
    void *at;
    uint32_t size;
    bool device_writes;
};

struct virtqueue {
    uint16_t size, free_head, free_count, last_used, next_available;
    volatile struct descriptor_entry *descriptors;
    volatile struct available_ring *available;
    volatile struct used_ring *used;
    void **tokens;
};

void virtqueue_create(struct virtqueue *queue, uint16_t size);

/* Hands a chain to the device; the token comes back with it. False when there is no room. */
bool virtqueue_add(struct virtqueue *queue, const struct virtqueue_part *parts, unsigned count, void *token);

/* The token of the next chain that the device is done with, and how many bytes it wrote; NULL when there is none. */
void *virtqueue_take(struct virtqueue *queue, uint32_t *written);

bool virtqueue_has_used(const struct virtqueue *queue);
bool virtqueue_wants_notice(const struct virtqueue *queue);
void virtqueue_interrupts(struct virtqueue *queue, bool wanted);

#endif
