/* SPDX-License-Identifier: Apache-2.0 */
/*
 * virtio over memory-mapped registers, virtio 1.2 §4.2.2 (version 2) and §4.2.4 (version 1, legacy). Where to look: QEMU's microvm
 * has up to 24 slots (include/hw/i386/microvm.h), other machines name them on the command line.
 */
#include "acpi.h"
#include "cmdline.h"
#include "cpu.h"
#include "mem.h"
#include "text.h"
#include "trap.h"
#include "virtio.h"

#define MICROVM_BASE 0xFEB00000u
#define MICROVM_STEP 512u
#define MICROVM_SLOTS 24
#define BASES_MAX 64
#define MAGIC_VALUE 0x74726976u
#define PAGE 4096

enum {
    MAGIC = 0x000, VERSION = 0x004, DEVICE_ID = 0x008, DEVICE_FEATURES = 0x010, DEVICE_FEATURES_SELECT = 0x014,
    DRIVER_FEATURES = 0x020, DRIVER_FEATURES_SELECT = 0x024, GUEST_PAGE_SIZE = 0x028, QUEUE_SELECT = 0x030, QUEUE_SIZE_MAX = 0x034,
    QUEUE_SIZE = 0x038, QUEUE_ALIGN = 0x03C, QUEUE_PAGE = 0x040, QUEUE_READY = 0x044, QUEUE_NOTIFY = 0x050,
    INTERRUPT_STATUS = 0x060, INTERRUPT_ACKNOWLEDGE = 0x064, STATUS = 0x070, QUEUE_DESCRIPTORS = 0x080, QUEUE_DRIVER = 0x090,
    QUEUE_DEVICE = 0x0A0, CONFIG = 0x100,
};

uint64_t virtio_mmio_bases[BASES_MAX];
unsigned virtio_mmio_base_count;

static void set_status(struct virtio_device *d, uint8_t status) {
    mmio_write32(d->base + STATUS, status);
}

static uint8_t status(struct virtio_device *d) {
    return (uint8_t)mmio_read32(d->base + STATUS);
}

static uint64_t features(struct virtio_device *d) {
    mmio_write32(d->base + DEVICE_FEATURES_SELECT, 0);
    uint64_t low = mmio_read32(d->base + DEVICE_FEATURES);
    mmio_write32(d->base + DEVICE_FEATURES_SELECT, 1);
    return low | (uint64_t)mmio_read32(d->base + DEVICE_FEATURES) << 32;
}

static void accept(struct virtio_device *d, uint64_t agreed) {
    mmio_write32(d->base + DRIVER_FEATURES_SELECT, 0);
    mmio_write32(d->base + DRIVER_FEATURES, (uint32_t)agreed);
    if (!d->modern) {
        mmio_write32(d->base + GUEST_PAGE_SIZE, PAGE);
        return;
    }
    mmio_write32(d->base + DRIVER_FEATURES_SELECT, 1);
    mmio_write32(d->base + DRIVER_FEATURES, (uint32_t)(agreed >> 32));
}

static uint16_t queue_size(struct virtio_device *d, unsigned index) {
    mmio_write32(d->base + QUEUE_SELECT, index);
    return (uint16_t)mmio_read32(d->base + QUEUE_SIZE_MAX);
}

static void write64(uint64_t at, const volatile void *value) {
    mmio_write32(at, (uint32_t)(uint64_t)value);
    mmio_write32(at + 4, (uint32_t)((uint64_t)value >> 32));
}

static void queue_enable(struct virtio_device *d, unsigned index, const struct virtqueue *queue) {
    mmio_write32(d->base + QUEUE_SELECT, index);
    mmio_write32(d->base + QUEUE_SIZE, queue->size);
    if (!d->modern) {
        mmio_write32(d->base + QUEUE_ALIGN, PAGE);
        mmio_write32(d->base + QUEUE_PAGE, (uint32_t)((uint64_t)queue->descriptors / PAGE));
        return;
    }
    write64(d->base + QUEUE_DESCRIPTORS, queue->descriptors);
    write64(d->base + QUEUE_DRIVER, queue->available);
    write64(d->base + QUEUE_DEVICE, queue->used);
    mmio_write32(d->base + QUEUE_READY, 1);
}

static void notify(struct virtio_device *d, unsigned index) {
    mmio_write32(d->base + QUEUE_NOTIFY, index);
}

static uint8_t config(struct virtio_device *d, unsigned offset) {
    return mmio_read8(d->base + CONFIG + offset);
}

static void acknowledge(void *device) {
    uint64_t base = ((struct virtio_device *)device)->base;
    uint32_t pending = mmio_read32(base + INTERRUPT_STATUS);
    if (pending)
        mmio_write32(base + INTERRUPT_ACKNOWLEDGE, pending);
}

static void interrupts(struct virtio_device *d) {
    trap_on(VECTOR_DEVICE, acknowledge, d);
}

static const struct virtio_transport modern = {
    "mmio", false, set_status, status, features, accept, queue_size, queue_enable, notify, config, interrupts,
};

static const struct virtio_transport legacy = {
    "mmio-legacy", false, set_status, status, features, accept, queue_size, queue_enable, notify, config, interrupts,
};

bool virtio_mmio_open(struct virtio_device *d, uint64_t base) {
    if (mmio_read32(base + MAGIC) != MAGIC_VALUE)
        return false;
    uint32_t version = mmio_read32(base + VERSION);
    d->kind = mmio_read32(base + DEVICE_ID);
    d->base = base;
    d->modern = version >= 2;
    d->transport = d->modern ? &modern : &legacy;
    return d->kind && (version == 1 || version == 2);
}

static void add_base(uint64_t base) {
    for (unsigned i = 0; i < virtio_mmio_base_count; i++)
        if (virtio_mmio_bases[i] == base)
            return;
    if (virtio_mmio_base_count < BASES_MAX)
        virtio_mmio_bases[virtio_mmio_base_count++] = mem_map_device(base, MICROVM_STEP);
}

static bool read_hex(const char *text, uint64_t *value) {
    *value = 0;
    if (!(text = text_after(text, "0x")))
        return false;
    for (; *text; text++) {
        char lower = (char)(*text | 0x20);
        if (*text >= '0' && *text <= '9')
            *value = *value * 16 + (uint64_t)(*text - '0');
        else if (lower >= 'a' && lower <= 'f')
            *value = *value * 16 + (uint64_t)(lower - 'a') + 10;
        else
            break;
    }
    return *value && *value < 0x100000000ull;
}

static void add_named(const char *value) {
    uint64_t base;
    const char *at = value ? strchr(value, '@') : NULL;
    if (at && read_hex(at + 1, &base))
        add_base(base);
}

/*
 * Loaders append the names to the whole line, so they may stand among the arguments, too. QEMU gives its first -device the
 * highest slot.
 */
void virtio_mmio_names(const struct cmdline *line) {
    const char *value;
    for (unsigned i = 0; (value = cmdline_param(line, "virtio_mmio.device", i)); i++)
        add_named(value);
    for (unsigned i = 0; i < line->arg_count; i++)
        if ((value = text_after(line->args[i], "virtio_mmio.device=")))
            add_named(value);
    for (unsigned i = MICROVM_SLOTS; i-- && !pci_present();)
        add_base(MICROVM_BASE + i * MICROVM_STEP);
}
