/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local APIC: Intel SDM vol. 3A chapter 10 (register offsets: table 10-1; x2APIC: §10.12). I/O APIC: Intel 82093AA data sheet
 * §3. 8259A: data sheet, ICW1-4. All pins but ACPI's lead to one vector, whose handlers ask their devices: so it does not matter
 * on which line a machine has put a virtio-mmio device.
 */
#include "apic.h"

#include "acpi.h"
#include "cpu.h"
#include "pci.h"
#include "trap.h"

#define IA32_APIC_BASE 0x1B
#define APIC_ENABLE (1u << 11)
#define APIC_X2 (1u << 10)
#define X2_BASE 0x800

#define REG_ID 0x20
#define REG_TASK_PRIORITY 0x80
#define REG_EOI 0xB0
#define REG_SPURIOUS 0xF0
#define REG_LVT_TIMER 0x320
#define REG_LVT_LINT0 0x350
#define REG_TIMER_INITIAL 0x380
#define REG_TIMER_CURRENT 0x390
#define REG_TIMER_DIVIDE 0x3E0
#define DIVIDE_BY_1 0xB
#define MASKED (1u << 16)
#define SOFTWARE_ENABLE (1u << 8)

#define IOAPIC_VERSION 1
#define IOAPIC_PINS 16
#define LEVEL (1u << 15)
#define GSI_TIMER 0
#define GSI_CASCADE 2

static uint64_t base;
static bool x2;

static uint32_t apic_read(unsigned reg) {
    return x2 ? (uint32_t)rdmsr(X2_BASE + reg / 16) : mmio_read32(base + reg);
}

static void apic_write(unsigned reg, uint32_t value) {
    if (x2)
        wrmsr(X2_BASE + reg / 16, value);
    else
        mmio_write32(base + reg, value);
}

/* Both chips get vectors of their own, so that one that still comes is harmless, and are then masked. */
static void silence_8259(void) {
    outb(0x20, 0x11);
    outb(0xA0, 0x11);
    outb(0x21, 0x20);
    outb(0xA1, 0x28);
    outb(0x21, 0x04);
    outb(0xA1, 0x02);
    outb(0x21, 0x01);
    outb(0xA1, 0x01);
    outb(0x21, 0xFF);
    outb(0xA1, 0xFF);
}

static uint32_t ioapic_read(uint64_t at, unsigned reg) {
    mmio_write32(at, reg);
    return mmio_read32(at + 0x10);
}

static void ioapic_write(uint64_t at, unsigned reg, uint32_t value) {
    mmio_write32(at, reg);
    mmio_write32(at + 0x10, value);
}

static uint32_t apic_id(void) {
    return x2 ? apic_read(REG_ID) : apic_read(REG_ID) >> 24;
}

/*
 * ISA lines (below 16) are edges, except ACPI's own, which is masked when nobody would silence it. Lines above are levels;
 * beside a PCI bus they may be asserted by devices without a driver and stay masked: PCI devices send messages instead.
 */
static uint32_t pin_setup(uint32_t gsi) {
    bool is_sci = acpi()->sci && gsi == acpi()->sci;
    if (gsi == GSI_TIMER || gsi == GSI_CASCADE || (gsi >= 16 && pci_present()) || (is_sci && !acpi()->pm1_event))
        return MASKED | VECTOR_DEVICE;
    if (is_sci)
        return VECTOR_POWER | LEVEL;
    return VECTOR_DEVICE | (gsi >= 16 ? LEVEL : 0);
}

static void open_pins(uint64_t at, uint32_t first_gsi) {
    uint32_t version = ioapic_read(at, IOAPIC_VERSION);
    unsigned pins = ((version >> 16) & 0xFF) + 1;
    if (version == 0xFFFFFFFF || version == 0)
        return;
    for (unsigned pin = 0; pin < pins; pin++) {
        ioapic_write(at, IOAPIC_PINS + 2 * pin + 1, apic_id() << 24);
        ioapic_write(at, IOAPIC_PINS + 2 * pin, pin_setup(first_gsi + pin));
    }
}

void apic_init(void) {
    uint64_t setup = rdmsr(IA32_APIC_BASE);
    silence_8259();
    wrmsr(IA32_APIC_BASE, setup | APIC_ENABLE);
    x2 = setup & APIC_X2;
    base = setup & 0xFFFFFF000ull;
    /* First of all: entries of the local vector table stay masked until then (§10.4.7.2), which QEMU overlooks and KVM does not. */
    apic_write(REG_SPURIOUS, SOFTWARE_ENABLE | VECTOR_SPURIOUS);
    apic_write(REG_TASK_PRIORITY, 0);
    apic_write(REG_LVT_LINT0, MASKED);
    apic_write(REG_TIMER_DIVIDE, DIVIDE_BY_1);
    apic_write(REG_LVT_TIMER, VECTOR_TIMER);
    for (unsigned i = 0; i < acpi()->ioapic_count; i++)
        open_pins(acpi()->ioapics[i].at, acpi()->ioapics[i].first_gsi);
    sti();
}

void apic_end_of_interrupt(void) {
    apic_write(REG_EOI, 0);
}

void apic_timer_start(uint32_t count) {
    apic_write(REG_TIMER_INITIAL, count);
}

uint32_t apic_timer_left(void) {
    return apic_read(REG_TIMER_CURRENT);
}

uint64_t apic_message_address(void) {
    return 0xFEE00000u | (apic_id() & 0xFF) << 12;
}

uint32_t apic_message_data(void) {
    return VECTOR_DEVICE;
}
