/* SPDX-License-Identifier: Apache-2.0 */
/* Exceptions end in a panic; interrupts wake whoever waits. */
#ifndef TRAP_H
#define TRAP_H

#include <stdbool.h>
#include <stdint.h>

#define VECTOR_TIMER 48
#define VECTOR_DEVICE 49
#define VECTOR_POWER 50 /* ACPI events */
#define VECTOR_SPURIOUS 255

void trap_init(void);

/* Calls handler at each interrupt with that vector, with interrupts off; it must silence its device. */
void trap_on(unsigned vector, void (*handler)(void *), void *argument);

extern volatile uint64_t trap_device_interrupts; /* how many came with VECTOR_DEVICE */

_Noreturn void trap_triple_fault(void);

#endif
