/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ACPI 6.4: RSDP §5.2.5 (searched in 0xE0000-0xFFFFF), RSDT and XSDT §5.2.7-8, FADT §5.2.9, MADT §5.2.12, generic address §5.2.3.2.
 * Without tables (QEMU's microvm with acpi=off) the I/O APIC is where the MP specification 1.4 §3.6.5 puts it.
 */
#include "acpi.h"

#include "text.h"

#define FADT_SCI 46
#define FADT_SMI_COMMAND 48
#define FADT_ACPI_ENABLE 52
#define FADT_PM1_EVENT 56
#define FADT_PM1_CONTROL 64
#define FADT_PM_TIMER 76
#define FADT_FLAGS 112
#define FADT_X_PM1_EVENT 148
#define FADT_X_PM1_CONTROL 172
#define FADT_X_PM_TIMER 208
#define FADT_SLEEP_CONTROL 244
#define FLAG_PM_TIMER_32 (1u << 8)
#define FLAG_REDUCED (1u << 20)
#define MADT_ENTRIES 44
#define DEFAULT_IOAPIC 0xFEC00000
#define SPACE_MEMORY 0
#define SPACE_PORT 1

static struct acpi facts = {.ioapics = {{DEFAULT_IOAPIC, 0}}, .ioapic_count = 1};
static uint64_t known_rsdp;

static uint32_t get32(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint64_t get64(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static bool sums_to_zero(const uint8_t *at, size_t length) {
    uint8_t sum = 0;
    while (length--)
        sum = (uint8_t)(sum + *at++);
    return !sum;
}

static const uint8_t *find_rsdp(void) {
    for (uint64_t at = 0xE0000; at < 0x100000; at += 16)
        if (get64((const uint8_t *)at) == 0x2052545020445352ull && sums_to_zero((const uint8_t *)at, 20))
            return (const uint8_t *)at;
    return NULL;
}

/* A port named by the old field, or by the generic address that took its place. */
static uint16_t port(const uint8_t *table, uint32_t length, unsigned old, unsigned generic) {
    if (length >= generic + 12 && table[generic] == SPACE_PORT && get64(table + generic + 4))
        return (uint16_t)get64(table + generic + 4);
    return (uint16_t)get32(table + old);
}

static void read_fadt(const uint8_t *table, uint32_t length) {
    uint32_t flags = get32(table + FADT_FLAGS);
    facts.found = true;
    facts.reduced = flags & FLAG_REDUCED;
    if (facts.reduced) {
        if (length >= FADT_SLEEP_CONTROL + 12 && table[FADT_SLEEP_CONTROL] == SPACE_MEMORY)
            facts.sleep_control = get64(table + FADT_SLEEP_CONTROL + 4);
        return;
    }
    facts.sci = get32(table + FADT_SCI) & 0xFFFF;
    facts.smi_command = (uint16_t)get32(table + FADT_SMI_COMMAND);
    facts.acpi_enable = table[FADT_ACPI_ENABLE];
    facts.pm1_event = port(table, length, FADT_PM1_EVENT, FADT_X_PM1_EVENT);
    facts.pm1_control = port(table, length, FADT_PM1_CONTROL, FADT_X_PM1_CONTROL);
    facts.pm_timer = port(table, length, FADT_PM_TIMER, FADT_X_PM_TIMER);
    facts.pm_timer_is_32_bits = flags & FLAG_PM_TIMER_32;
}

static void read_madt(const uint8_t *table, uint32_t length) {
    facts.ioapic_count = 0;
    for (uint32_t at = MADT_ENTRIES; at + 2 <= length && table[at + 1] >= 2; at += table[at + 1]) {
        const uint8_t *entry = table + at;
        if ((entry[0] == 0 && entry[4] & 1) || (entry[0] == 9 && entry[8] & 1))
            facts.cpu_count++;
        if (entry[0] == 1 && facts.ioapic_count < IOAPICS_MAX) {
            facts.ioapics[facts.ioapic_count].at = get32(entry + 4);
            facts.ioapics[facts.ioapic_count++].first_gsi = get32(entry + 8);
        }
    }
}

static void read_tables(void) {
    const uint8_t *rsdp = known_rsdp ? (const uint8_t *)known_rsdp : find_rsdp();
    if (!rsdp)
        return;
    bool extended = rsdp[15] >= 2 && get64(rsdp + 24);
    const uint8_t *root = (const uint8_t *)(extended ? get64(rsdp + 24) : get32(rsdp + 16));
    unsigned width = extended ? 8 : 4;
    uint32_t root_length = get32(root + 4);
    for (uint32_t i = 36; i + width <= root_length; i += width) {
        const uint8_t *table = (const uint8_t *)(extended ? get64(root + i) : get32(root + i));
        if (!memcmp(table, "FACP", 4))
            read_fadt(table, get32(table + 4));
        if (!memcmp(table, "APIC", 4))
            read_madt(table, get32(table + 4));
    }
}

void acpi_init(uint64_t rsdp) {
    known_rsdp = rsdp;
}

const struct acpi *acpi(void) {
    static bool done;
    if (!done) {
        done = true;
        read_tables();
    }
    return &facts;
}
