/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments that are orders. */
#ifndef ACTIONS_H
#define ACTIONS_H

#include "bootinfo.h"
#include "cmdline.h"

/* Does what the argument says; one that is no order is left alone. */
void action_obey(const char *argument, const struct bootinfo *boot, const struct cmdline *line);

void action_flood(const char *bytes);
void action_resolve(const char *name, const struct cmdline *line);
void action_stdin(void);

#endif
