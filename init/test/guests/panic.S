/* SPDX-License-Identifier: Apache-2.0 */
/* Reports a panic to the pvpanic device (QEMU docs/specs/pvpanic.txt: port 0x505, bit 0), and spins. */
#include "guest.inc"
guest:  mov $0x505, %dx
        mov $1, %al
        out %al, %dx
1:      jmp 1b
