/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the text of QEMU's `info registers -a` as it comes: how many CPUs there are, and how many are over. */
#ifndef JUKE_REGISTERS_H
#define JUKE_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

struct registers {
    int cpus;
    int dead;   /* of these: HLT=1, and interrupts off */
    int parked; /* of these: never started */

    uint32_t window; /* the last four characters */
    enum { IN_TEXT, IN_POINTER, IN_FLAGS, AT_HALT } at;
    uint64_t pointer, flags; /* EIP and EFLAGS of the CPU that is being read */
    bool have_flags;
};

void registers_feed(struct registers *registers, char c);

/* No CPU will ever run again: at least one is dead, and the others are too or wait for one that runs to start them. */
bool registers_all_dead(const struct registers *registers);

#endif
