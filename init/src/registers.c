/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line that counts is written by x86_cpu_dump_state (QEMU, target/i386/cpu-dump.c), one for each CPU:
 *   RIP=0000000000100002 RFL=00000006 [-----P-] CPL=0 II=0 A20=1 SMM=0 HLT=1
 * with EIP and EFL outside 64-bit mode. Read a character at a time: a dump of many CPUs is larger than any buffer here.
 */
#include "registers.h"

#define WINDOW(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

enum { INTERRUPT_FLAG = 1 << 9 }; /* EFLAGS.IF: Intel SDM volume 1, section 3.4.3.3 */

static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void registers_feed(struct registers *r, char c) {
    r->window = r->window << 8 | (unsigned char)c;
    switch (r->at) {
    case IN_FLAGS:
        if (hex(c) >= 0) {
            r->flags = r->flags << 4 | (uint32_t)hex(c);
            return;
        }
        r->have_flags = true;
        r->at = IN_TEXT;
        break;
    case AT_HALT:
        r->cpus++;
        if (c == '1' && r->have_flags && (r->flags & INTERRUPT_FLAG) == 0) r->dead++;
        r->have_flags = false;
        r->at = IN_TEXT;
        break;
    case IN_TEXT: break;
    }
    if (r->window == WINDOW('E', 'F', 'L', '=') || r->window == WINDOW('R', 'F', 'L', '=')) {
        r->flags = 0;
        r->at = IN_FLAGS;
    } else if (r->window == WINDOW('H', 'L', 'T', '=')) {
        r->at = AT_HALT;
    }
}

bool registers_all_dead(const struct registers *r) {
    return r->cpus > 0 && r->dead == r->cpus;
}
