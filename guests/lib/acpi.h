/* SPDX-License-Identifier: Apache-2.0 */
/* The few facts that the ACPI tables tell a guest without an interpreter. */
#ifndef ACPI_H
#define ACPI_H

#include <stdbool.h>
#include <stdint.h>

#define IOAPICS_MAX 4

struct acpi {
    bool found, reduced;      /* reduced: no PM1 blocks; sleep control register instead */
    uint32_t sci;             /* interrupt line of the PM1 events, 0 when there are none */
    uint16_t pm1_event, pm1_control;
    uint16_t pm_timer;
    bool pm_timer_is_32_bits;
    uint16_t smi_command;
    uint8_t acpi_enable;
    uint64_t sleep_control;   /* memory address, 0 when there is none */
    unsigned cpu_count;
    struct {
        uint64_t at;
        uint32_t first_gsi;
    } ioapics[IOAPICS_MAX];
    unsigned ioapic_count;
};

void acpi_init(uint64_t rsdp);      /* where the root pointer is; 0: in the BIOS area */
const struct acpi *acpi(void); /* reads the tables when it is called first */

#endif
