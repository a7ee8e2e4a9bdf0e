/* SPDX-License-Identifier: Apache-2.0 */
/* virtio 1.2 §5.2, block device: configuration §5.2.4, requests §5.2.6 (header, data, one byte of status). */
#include "virtio_block.h"

#include "mem.h"
#include "text.h"
#include "time.h"
#include "trap.h"
#include "virtio.h"

#define F_READ_ONLY (UINT64_C(1) << 5)
#define F_FLUSH (UINT64_C(1) << 9)
#define CONFIG_CAPACITY 0
#define QUEUE 0
#define QUEUE_MAX 16
#define SERIAL_SIZE 20
#define PATIENCE (60 * SECOND)

enum { TYPE_IN = 0, TYPE_OUT = 1, TYPE_FLUSH = 4, TYPE_GET_ID = 8 };
enum { STATUS_OK = 0, STATUS_ERROR = 1, STATUS_UNSUPPORTED = 2 };

struct request {
    uint32_t type, reserved;
    uint64_t sector;
};

struct block_device {
    struct virtio_device *device;
    struct virtqueue queue;
    uint64_t sectors;
    struct request request;
    uint8_t status;
    char serial[SERIAL_SIZE + 1];
};

static struct block_device *disks[BLOCK_DEVICES_MAX];
static unsigned disk_count;
static const struct virtqueue *awaited;

static bool is_done(void) {
    return virtqueue_has_used(awaited);
}

/* The wait is short at first, since not every machine lets the device interrupt. */
static bool await(struct block_device *disk) {
    uint64_t give_up = time_now() + PATIENCE;
    awaited = &disk->queue;
    while (!is_done()) {
        uint64_t now = time_now();
        if (now > give_up)
            return false;
        time_wait_unless(now + (trap_device_interrupts ? 100 * MILLISECOND : MILLISECOND), is_done);
    }
    virtqueue_take(&disk->queue, NULL);
    return true;
}

static const char *carry_out(struct block_device *disk, uint32_t type, uint64_t sector, void *data, size_t size) {
    struct virtqueue_part parts[3] = {{&disk->request, sizeof disk->request, false}, {data, (uint32_t)size, type != TYPE_OUT},
                                      {&disk->status, 1, true}};
    disk->request = (struct request){type, 0, sector};
    disk->status = 255;
    if (!size)
        parts[1] = parts[2];
    if (!virtqueue_add(&disk->queue, parts, size ? 3 : 2, disk))
        return "no room in the queue";
    if (virtqueue_wants_notice(&disk->queue))
        disk->device->transport->notify(disk->device, QUEUE);
    if (!await(disk))
        return "the device does not answer";
    switch (*(volatile uint8_t *)&disk->status) {
    case STATUS_OK: return NULL;
    case STATUS_ERROR: return "input/output error";
    case STATUS_UNSUPPORTED: return "not supported by the device";
    default: return "no status from the device";
    }
}

static const char *transfer(struct block_device *disk, uint32_t type, uint64_t sector, uint8_t *data, size_t bytes) {
    if (bytes % SECTOR || sector > disk->sectors || bytes / SECTOR > disk->sectors - sector)
        return "beyond the end of the disk";
    while (bytes) {
        size_t run = bytes < BLOCK_TRANSFER_MAX ? bytes : BLOCK_TRANSFER_MAX;
        const char *wrong = carry_out(disk, type, sector, data, run);
        if (wrong)
            return wrong;
        sector += run / SECTOR;
        data += run;
        bytes -= run;
    }
    return NULL;
}

const char *block_read(struct block_device *disk, uint64_t sector, void *to, size_t bytes) {
    return transfer(disk, TYPE_IN, sector, to, bytes);
}

const char *block_write(struct block_device *disk, uint64_t sector, const void *from, size_t bytes) {
    return block_is_read_only(disk) ? "the disk is read-only" : transfer(disk, TYPE_OUT, sector, (uint8_t *)from, bytes);
}

const char *block_flush(struct block_device *disk) {
    return disk->device->features & F_FLUSH ? carry_out(disk, TYPE_FLUSH, 0, NULL, 0) : NULL;
}

uint64_t block_sectors(const struct block_device *disk) {
    return disk->sectors;
}

bool block_is_read_only(const struct block_device *disk) {
    return disk->device->features & F_READ_ONLY;
}

const char *block_serial(const struct block_device *disk) {
    return disk->serial;
}

const char *block_transport(const struct block_device *disk) {
    return disk->device->transport->name;
}

struct block_device *block_at(unsigned index) {
    return index < disk_count ? disks[index] : NULL;
}

static void found(struct virtio_device *device) {
    if (disk_count == BLOCK_DEVICES_MAX || !virtio_begin(device, F_READ_ONLY | F_FLUSH))
        return;
    struct block_device *disk = mem_take(sizeof *disk, 64);
    disk->device = device;
    if (!virtio_queue(device, QUEUE, &disk->queue, QUEUE_MAX))
        return;
    virtio_ready(device);
    disk->sectors = virtio_config64(device, CONFIG_CAPACITY);
    if (carry_out(disk, TYPE_GET_ID, 0, disk->serial, SERIAL_SIZE))
        disk->serial[0] = 0;
    disks[disk_count++] = disk;
}

unsigned block_find(void) {
    virtio_find(VIRTIO_BLOCK, found);
    return disk_count;
}
