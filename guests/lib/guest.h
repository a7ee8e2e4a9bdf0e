/* SPDX-License-Identifier: Apache-2.0 */
/* What a guest is made of: each image defines these two, and the library calls them. */
#ifndef GUEST_H
#define GUEST_H

#include "bootinfo.h"
#include "cmdline.h"

extern const char guest_name[];

/* Its value is the exit code. Interrupts, memory, ACPI and time are ready only after machine_init(). */
int guest_main(const struct bootinfo *boot, const struct cmdline *line);

/* Prepares everything beyond the console; a second call does nothing. */
void machine_init(const struct bootinfo *boot);

#endif
