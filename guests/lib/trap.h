/* SPDX-License-Identifier: Apache-2.0 */
/* Exceptions end in a panic; interrupts wake whoever waits. */
#ifndef TRAP_H
#define TRAP_H

#include <stdbool.h>
#include <stdint.h>

#define VECTOR_TIMER 48
#define VECTOR_DEVICE 49
#define VECTOR_SPURIOUS 255

void trap_init(void);

/* Calls handler at each device interrupt, with interrupts off. A few at most; it must silence its device. */
void trap_on_device(void (*handler)(void *), void *argument);

extern volatile uint64_t trap_device_interrupts; /* how many came */

_Noreturn void trap_triple_fault(void);

#endif
