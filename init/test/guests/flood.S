/* SPDX-License-Identifier: Apache-2.0 */
/* Prints BYTES bytes, the alphabet over and over, and ends with code 0. */
#include "guest.inc"
guest:  mov $BYTES, %ecx
        mov $0x3f8, %dx
        mov $'a', %bl
1:      mov %bl, %al
        out %al, %dx
        inc %bl
        cmp $'z' + 1, %bl
        jne 2f
        mov $'a', %bl
2:      dec %ecx
        jnz 1b
        mov $0x501, %dx
        mov $0, %al
        out %al, %dx
3:      hlt
        jmp 3b
