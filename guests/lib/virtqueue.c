/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Split virtqueues, virtio 1.2 §2.7. The three parts lie as legacy devices need them (§2.7.2: one run of pages, the used ring on
 * a page of its own), which modern devices take as well.
 */
#include "virtqueue.h"

#include "cpu.h"
#include "mem.h"

#define PAGE 4096
#define NEXT 1
#define WRITE 2
#define NO_INTERRUPT 1
#define NO_NOTIFY 1

struct descriptor_entry {
    uint64_t at;
    uint32_t size;
    uint16_t flags, next;
};

struct available_ring {
    uint16_t flags, index, ring[];
};

struct used_ring {
    uint16_t flags, index;
    struct {
        uint32_t id, length;
    } ring[];
};

void virtqueue_create(struct virtqueue *queue, uint16_t size) {
    size_t used_at = (16u * size + 6u + 2u * size + PAGE - 1) & ~(size_t)(PAGE - 1);
    uint8_t *memory = mem_take(used_at + 6u + 8u * size, PAGE);
    *queue = (struct virtqueue){.size = size, .free_count = size};
    queue->descriptors = (void *)memory;
    queue->available = (void *)(memory + 16u * size);
    queue->used = (void *)(memory + used_at);
    queue->tokens = mem_take(sizeof(void *) * size, 8);
    for (uint16_t i = 0; i < size; i++)
        queue->descriptors[i].next = (uint16_t)(i + 1);
}

bool virtqueue_add(struct virtqueue *queue, const struct virtqueue_part *parts, unsigned count, void *token) {
    if (queue->free_count < count)
        return false;
    uint16_t head = queue->free_head, at = head;
    for (unsigned i = 0; i < count; i++) {
        volatile struct descriptor_entry *d = &queue->descriptors[at];
        d->at = (uint64_t)parts[i].at;
        d->size = parts[i].size;
        d->flags = (uint16_t)((parts[i].device_writes ? WRITE : 0) | (i + 1 < count ? NEXT : 0));
        at = d->next;
    }
    queue->free_head = at;
    queue->free_count = (uint16_t)(queue->free_count - count);
    queue->tokens[head] = token;
    queue->available->ring[queue->next_available++ % queue->size] = head;
    barrier();
    queue->available->index = queue->next_available;
    return true;
}

bool virtqueue_has_used(const struct virtqueue *queue) {
    return queue->used->index != queue->last_used;
}

void *virtqueue_take(struct virtqueue *queue, uint32_t *written) {
    if (!virtqueue_has_used(queue))
        return NULL;
    barrier();
    uint16_t slot = queue->last_used++ % queue->size;
    uint16_t head = (uint16_t)(queue->used->ring[slot].id % queue->size), at = head;
    if (written)
        *written = queue->used->ring[slot].length;
    for (queue->free_count++; queue->descriptors[at].flags & NEXT; queue->free_count++)
        at = queue->descriptors[at].next;
    queue->descriptors[at].next = queue->free_head;
    queue->free_head = head;
    return queue->tokens[head];
}

/* The new index must be seen before the flag is read, or both sides could wait for each other. */
bool virtqueue_wants_notice(const struct virtqueue *queue) {
    fence();
    return !(queue->used->flags & NO_NOTIFY);
}

void virtqueue_interrupts(struct virtqueue *queue, bool wanted) {
    queue->available->flags = wanted ? 0 : NO_INTERRUPT;
    fence();
}
