/* SPDX-License-Identifier: Apache-2.0 */
/*
 * COM1: a 16550A (National Semiconductor PC16550D data sheet, table II). When THR is empty its FIFO takes 16 bytes,
 * so the line status is asked once for 16 bytes. A newline goes out as it is: the log of a container is text, no terminal.
 */
#include "console.h"

#include <stdbool.h>

#include "cpu.h"
#include "text.h"

#define COM1 0x3F8
#define DATA (COM1 + 0)
#define IER (COM1 + 1)
#define IIR (COM1 + 2)
#define FCR (COM1 + 2)
#define LCR (COM1 + 3)
#define MCR (COM1 + 4)
#define LSR (COM1 + 5)
#define SCRATCH (COM1 + 7)
#define LSR_DATA_READY 0x01
#define LSR_THR_EMPTY 0x20
#define LSR_IDLE 0x40
#define IIR_FIFOS 0xC0
#define MCR_LOOP 0x10
#define FIFO_SIZE 16

static bool present;
static int early[2] = {-1, -1}; /* bytes that were typed before the FIFO was in use */

/*
 * To turn the FIFOs on empties them. A byte that waits already is saved first, and in loop mode QEMU (hw/char/serial.c) does not
 * go for the next one as soon as that is read; a read afterwards makes it do so.
 */
static void enable_fifos(void) {
    if (inb(IIR) & IIR_FIFOS)
        return;
    outb(MCR, MCR_LOOP);
    if (inb(LSR) & LSR_DATA_READY)
        early[0] = inb(DATA);
    outb(FCR, 0x01);
    outb(MCR, 0);
    if (!(inb(LSR) & LSR_DATA_READY)) {
        int c = inb(DATA);
        early[1] = c ? c : -1;
    }
}

void console_init(void) {
    outb(SCRATCH, 0x5A);
    present = inb(SCRATCH) == 0x5A;
    if (!present)
        return;
    outb(IER, 0);
    outb(LCR, 0x80); /* divisor 1: 115200 baud */
    outb(DATA, 1);
    outb(IER, 0);
    outb(LCR, 0x03); /* 8 data bits, no parity, 1 stop bit */
    enable_fifos();
    outb(MCR, 0x0B); /* DTR, RTS, OUT2 (which lets interrupts through) */
}

void console_write(const char *bytes, size_t count) {
    while (present && count) {
        size_t run = count < FIFO_SIZE ? count : FIFO_SIZE;
        while (!(inb(LSR) & LSR_THR_EMPTY))
            pause();
        outsb(DATA, bytes, run);
        bytes += run;
        count -= run;
    }
}

int console_read(void) {
    for (int i = 0; i < 2; i++) {
        int c = early[i];
        early[i] = -1;
        if (c >= 0)
            return c;
    }
    return present && (inb(LSR) & LSR_DATA_READY) ? inb(DATA) : -1;
}

void console_flush(void) {
    while (present && !(inb(LSR) & LSR_IDLE))
        pause();
}

void console_interrupts(void) {
    if (present)
        outb(IER, 0x01);
}

void print(const char *pattern, ...) {
    char line[512];
    va_list arguments;
    va_start(arguments, pattern);
    size_t length = vformat(line, sizeof line, pattern, arguments);
    va_end(arguments);
    console_write(line, length < sizeof line ? length : sizeof line - 1);
}
