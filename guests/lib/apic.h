/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupt controllers: the local APIC, the I/O APICs, and the silence of the old 8259. */
#ifndef APIC_H
#define APIC_H

#include <stdbool.h>
#include <stdint.h>

void apic_init(void); /* interrupts are on when it returns */
void apic_end_of_interrupt(void);

/* The timer counts down once from count (bus clock, divided by 1) and interrupts at 0. */
void apic_timer_start(uint32_t count);
uint32_t apic_timer_left(void);

/* Where a message-signalled interrupt must be written, and what, to reach VECTOR_DEVICE on this processor. */
uint64_t apic_message_address(void);
uint32_t apic_message_data(void);

#endif
