/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line that counts is written by x86_cpu_dump_state (QEMU, target/i386/cpu-dump.c), one for each CPU:
 *   RIP=0000000000100002 RFL=00000006 [-----P-] CPL=0 II=0 A20=1 SMM=0 HLT=1
 * with EIP and EFL outside 64-bit mode. Read a character at a time: a dump of many CPUs is larger than any buffer here.
 *
 * A second CPU that the guest never started stands at the reset vector (Intel SDM volume 3A, table 9-1: EIP 0xFFF0,
 * EFLAGS 2). TCG calls it halted, but KVM, where such a CPU waits for its start-up message, does not.
 */
#include "registers.h"

#define WINDOW(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

enum {
    INTERRUPT_FLAG = 1 << 9, /* EFLAGS.IF: Intel SDM volume 1, section 3.4.3.3 */
    RESET_POINTER = 0xfff0,
    RESET_FLAGS = 2,
};

static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static void end_of_cpu(struct registers *r, char halted) {
    r->cpus++;
    if (halted == '1' && r->have_flags && (r->flags & INTERRUPT_FLAG) == 0) r->dead++;
    if (halted == '0' && r->pointer == RESET_POINTER && r->flags == RESET_FLAGS) r->parked++;
    r->pointer = r->flags = 0;
    r->have_flags = false;
}

/* One digit more of the number; true when it is over. */
static bool number_ends(uint64_t *number, char c) {
    int digit = hex(c);
    if (digit < 0) return true;
    *number = *number << 4 | (uint64_t)digit;
    return false;
}

void registers_feed(struct registers *r, char c) {
    r->window = r->window << 8 | (unsigned char)c;
    switch (r->at) {
    case IN_POINTER:
        if (number_ends(&r->pointer, c)) r->at = IN_TEXT;
        return;
    case IN_FLAGS:
        if (!number_ends(&r->flags, c)) return;
        r->have_flags = true;
        r->at = IN_TEXT;
        return;
    case AT_HALT:
        end_of_cpu(r, c);
        r->at = IN_TEXT;
        return;
    case IN_TEXT: break;
    }
    switch (r->window) {
    case WINDOW('E', 'I', 'P', '='):
    case WINDOW('R', 'I', 'P', '='):
        r->pointer = 0;
        r->at = IN_POINTER;
        break;
    case WINDOW('E', 'F', 'L', '='):
    case WINDOW('R', 'F', 'L', '='):
        r->flags = 0;
        r->at = IN_FLAGS;
        break;
    case WINDOW('H', 'L', 'T', '='): r->at = AT_HALT; break;
    default: break;
    }
}

bool registers_all_dead(const struct registers *r) {
    return r->dead > 0 && r->dead + r->parked == r->cpus;
}
