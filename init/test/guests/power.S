/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For -M pc: waits for the power button, then powers off. PIIX4 (QEMU hw/acpi/piix4.c): PM1a status at port 0x600 and
 * enable at 0x602, where bit 8 is the button; QEMU reports it only when it is enabled (hw/acpi/core.c). Control at 0x604,
 * where 0x2000 is "sleep now, type 0", which is S5. (ACPI 6.4, section 4.8.3.)
 */
#include "guest.inc"
guest:  mov $0x602, %dx
        mov $0x100, %ax
        out %ax, %dx
        mov $0x600, %dx
1:      pause
        in %dx, %ax
        test $0x100, %ax
        jz 1b
        mov $0x604, %dx
        mov $0x2000, %ax
        out %ax, %dx
2:      hlt
        jmp 2b
