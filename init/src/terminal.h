/* SPDX-License-Identifier: Apache-2.0 */
/* The state of init's standard descriptors, which outlive init and must be left as they were. */
#ifndef JUKE_TERMINAL_H
#define JUKE_TERMINAL_H

#include <stdbool.h>

#include "say.h"

/* Remembers how the standard descriptors are, so that terminal_restore can undo what a monitor does to them. */
void terminal_remember(void);

/* Raw mode: every key goes to the guest. False, and WHY, when standard input is no terminal. */
bool terminal_raw(struct text *why);

void terminal_restore(void);

#endif
