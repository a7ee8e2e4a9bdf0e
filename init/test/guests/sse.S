/* SPDX-License-Identifier: Apache-2.0 */
/* For a KVM that cannot emulate SSE: QEMU then stops the guest with an internal error. Ends with code 0 elsewhere. */
#include "guest.inc"
guest:  mov %cr4, %eax
        or $0x600, %eax
        mov %eax, %cr4
        xorps %xmm0, %xmm0
        mov $0x501, %dx
        mov $0, %al
        out %al, %dx
1:      hlt
        jmp 1b
