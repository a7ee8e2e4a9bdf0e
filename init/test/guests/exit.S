/* SPDX-License-Identifier: Apache-2.0 */
/* Ends with code CODE through isa-debug-exit at port 0x501. */
#include "guest.inc"
guest:  mov $0x501, %dx
        mov $CODE, %al
        out %al, %dx
1:      hlt
        jmp 1b
