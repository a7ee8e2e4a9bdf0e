/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clock is the TSC. Its frequency is never assumed: a hypervisor says it (CPUID 0x40000010, VMware's convention, also KVM's
 * with vmware-cpuid-freq; kvmclock's multiplier, Linux Documentation/virt/kvm/x86/msr.rst), the processor says it (CPUID 0x15, SDM
 * vol. 2A), or it is measured against the ACPI PM timer (ACPI 6.4 §4.8.3.3, 3.579545 MHz), the PIT's channel 2 (Intel 8254), or
 * the local APIC timer, which every hypervisor runs at 1 GHz unless it says otherwise (QEMU hw/intc/apic.c, KVM lapic.c).
 */
#include "time.h"

#include "acpi.h"
#include "apic.h"
#include "cpu.h"
#include "text.h"

#define PM_TIMER_HZ 3579545u
#define PIT_HZ 1193182u
#define PIT_CHANNEL_2 0x42
#define PIT_COMMAND 0x43
#define PIT_GATE 0x61
#define LONGEST_WAIT (100 * MILLISECOND)
#define WINDOW_US 2000u
#define MSR_KVM_SYSTEM_TIME_NEW 0x4B564D01

static uint64_t start_tsc, tsc_hz, apic_hz;
static uint64_t ns_per_tick_32; /* nanoseconds for one tick, 32 bits behind the point */
static const char *source;

const char *time_source(void) {
    return source;
}

uint64_t time_now(void) {
    return (uint64_t)(((unsigned __int128)(rdtsc() - start_tsc) * ns_per_tick_32) >> 32);
}

uint64_t time_entropy(void) {
    return rdtsc();
}

/* A counter to measure against. */
struct reference {
    const char *name;
    uint64_t hz;
    uint32_t (*read)(void);
    uint32_t mask;
};

static uint32_t read_pm_timer(void) {
    return inl(acpi()->pm_timer);
}

static uint32_t read_apic(void) {
    return 0 - apic_timer_left();
}

static uint32_t read_pit(void) {
    outb(PIT_COMMAND, 0x80); /* latch channel 2 */
    uint32_t low = inb(PIT_CHANNEL_2);
    return 0 - (low | (uint32_t)inb(PIT_CHANNEL_2) << 8);
}

static bool start_pit(void) {
    outb(PIT_GATE, (uint8_t)((inb(PIT_GATE) & ~2) | 1));
    outb(PIT_COMMAND, 0xB4); /* channel 2, both bytes, rate generator */
    outb(PIT_CHANNEL_2, 0);
    outb(PIT_CHANNEL_2, 0);
    uint32_t first = read_pit();
    for (unsigned i = 0; i < 100; i++)
        if (read_pit() != first)
            return true;
    return false;
}

/* Pairs a reading of the reference with the TSC in the middle of it; the quickest of a few tries was disturbed least. */
static void sample(const struct reference *reference, uint64_t *tsc, uint32_t *count, uint32_t *apic) {
    uint64_t best = UINT64_MAX;
    for (unsigned i = 0; i < 5; i++) {
        uint64_t before = rdtsc();
        uint32_t value = reference->read();
        uint32_t timer = read_apic();
        uint64_t after = rdtsc();
        if (after - before < best) {
            best = after - before;
            *tsc = before + best / 2;
            *count = value;
            *apic = timer;
        }
    }
}

static void measure(const struct reference *reference) {
    uint64_t tsc0 = 0, tsc1 = 0, ticks = 0;
    uint32_t count0 = 0, count1 = 0, apic0 = 0, apic1 = 0;
    apic_timer_start(UINT32_MAX);
    sample(reference, &tsc0, &count0, &apic0);
    do {
        sample(reference, &tsc1, &count1, &apic1);
        ticks = (count1 - count0) & reference->mask;
    } while (ticks < reference->hz * WINDOW_US / 1000000);
    if (!tsc_hz)
        tsc_hz = (tsc1 - tsc0) * reference->hz / ticks;
    if (!apic_hz)
        apic_hz = (uint64_t)(apic1 - apic0) * reference->hz / ticks;
}

static uint64_t kvmclock_hz(uint32_t features) {
    static volatile struct __attribute__((aligned(64))) {
        uint32_t version, pad;
        uint64_t tsc, system;
        uint32_t multiplier;
        int8_t shift;
        uint8_t flags, pad2[2];
    } clock;
    if (!(features & 1u << 3))
        return 0;
    wrmsr(MSR_KVM_SYSTEM_TIME_NEW, (uint64_t)&clock | 1);
    uint64_t multiplier = clock.multiplier;
    int shift = clock.shift;
    wrmsr(MSR_KVM_SYSTEM_TIME_NEW, 0);
    if (!multiplier)
        return 0;
    uint64_t hz = (SECOND << 32) / multiplier;
    return shift < 0 ? hz << -shift : hz >> shift;
}

static void ask_hypervisor(void) {
    if (!(cpuid(1).ecx & 1u << 31))
        return;
    struct cpuid id = cpuid(0x40000000);
    if (id.eax >= 0x40000010) {
        tsc_hz = cpuid(0x40000010).eax * 1000ull;
        apic_hz = cpuid(0x40000010).ebx * 1000ull;
        source = "hypervisor";
    }
    if (!tsc_hz && id.ebx == 0x4B4D564B && id.ecx == 0x564B4D56 && id.edx == 0x4D) {
        tsc_hz = kvmclock_hz(cpuid(0x40000001).eax);
        apic_hz = SECOND;
        source = "kvmclock";
    }
}

static void ask_processor(void) {
    if (cpuid(0).eax < 0x15)
        return;
    struct cpuid ratio = cpuid(0x15);
    if (ratio.eax && ratio.ebx && ratio.ecx) {
        tsc_hz = (uint64_t)ratio.ecx * ratio.ebx / ratio.eax;
        apic_hz = ratio.ecx;
        source = "processor";
    }
}

void time_init(void) {
    struct reference reference = {"local APIC", SECOND, read_apic, UINT32_MAX};
    start_tsc = rdtsc();
    ask_hypervisor();
    if (!tsc_hz)
        ask_processor();
    if (!tsc_hz || !apic_hz) {
        if (acpi()->pm_timer)
            reference = (struct reference){"PM timer", PM_TIMER_HZ, read_pm_timer,
                                           acpi()->pm_timer_is_32_bits ? UINT32_MAX : 0xFFFFFF};
        else if (start_pit())
            reference = (struct reference){"PIT", PIT_HZ, read_pit, 0xFFFF};
        if (apic_hz && reference.read == read_apic)
            reference.hz = apic_hz;
        source = tsc_hz ? source : reference.name;
        measure(&reference);
    }
    ns_per_tick_32 = (SECOND << 32) / tsc_hz;
}

static uint32_t apic_ticks(uint64_t ns) {
    uint64_t ticks = ns * (apic_hz / 1000) / (SECOND / 1000); /* no overflow: ns is at most LONGEST_WAIT */
    return ticks < 1 ? 1 : ticks > UINT32_MAX ? UINT32_MAX : (uint32_t)ticks;
}

void time_wait_unless(uint64_t until, bool (*busy)(void)) {
    uint64_t now = time_now();
    if (until <= now)
        return;
    uint64_t wait = until - now < LONGEST_WAIT ? until - now : LONGEST_WAIT;
    cli();
    if (busy && busy()) {
        sti();
        return;
    }
    apic_timer_start(apic_ticks(wait));
    sti_hlt();
}

void time_wait(uint64_t until) {
    time_wait_unless(until, 0);
}
