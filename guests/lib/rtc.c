/* SPDX-License-Identifier: Apache-2.0 */
/* MC146818A data sheet: registers 0-9, A (update in progress) and B (24 hours, binary); 0x32 is the PC's century. */
#include "rtc.h"

#include "cpu.h"
#include "text.h"

static unsigned cmos(uint8_t index) {
    outb(0x70, index);
    return inb(0x71);
}

static unsigned value(uint8_t index, bool binary) {
    unsigned raw = cmos(index);
    return binary ? raw : (raw >> 4) * 10 + (raw & 15);
}

bool rtc_format(char *to, size_t size) {
    if (cmos(0x0D) != 0x80 || cmos(0x0A) == 0xFF)
        return false;
    for (unsigned tries = 0; tries < 10; tries++) {
        while (cmos(0x0A) & 0x80)
            pause();
        bool binary = cmos(0x0B) & 4;
        unsigned second = value(0, binary), minute = value(2, binary), hour = value(4, binary);
        unsigned day = value(7, binary), month = value(8, binary), year = value(9, binary);
        unsigned century = value(0x32, binary);
        if (second != value(0, binary))
            continue;
        format(to, size, "%02u%02u-%02u-%02uT%02u:%02u:%02uZ", century ? century : 20, year, month, day, hour, minute, second);
        return true;
    }
    return false;
}
