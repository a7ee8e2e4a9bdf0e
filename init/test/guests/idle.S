/* SPDX-License-Identifier: Apache-2.0 */
/* Halts with interrupts on, as a guest that waits for work does. The old interrupt controllers are masked first. */
#include "guest.inc"
guest:  mov $0xff, %al
        out %al, $0x21
        out %al, $0xa1
1:      sti
        hlt
        jmp 1b
