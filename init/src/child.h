/* SPDX-License-Identifier: Apache-2.0 */
/* The child's side of spawn(). */
#ifndef JUKE_CHILD_H
#define JUKE_CHILD_H

#include "children.h"

/* Turns this process, just forked by PARENT, into the program. A failure goes to REPORT as a struct spawn_error. */
_Noreturn void become(const struct program *program, pid_t parent, int report);

#endif
