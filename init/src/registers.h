/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the text of QEMU's `info registers -a` as it comes: how many CPUs there are, and how many have halted for good. */
#ifndef JUKE_REGISTERS_H
#define JUKE_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

struct registers {
    int cpus;
    int dead; /* of these: HLT=1, and interrupts off */

    uint32_t window; /* the last four characters */
    uint32_t flags;  /* of the CPU that is being read */
    enum { IN_TEXT, IN_FLAGS, AT_HALT } at;
    bool have_flags;
};

void registers_feed(struct registers *registers, char c);

bool registers_all_dead(const struct registers *registers);

#endif
