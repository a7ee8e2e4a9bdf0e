/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments that are orders. */
#ifndef ACTIONS_H
#define ACTIONS_H

#include "bootinfo.h"

/* Does what the argument says; one that is no order is left alone. */
void action_obey(const char *argument, const struct bootinfo *boot);

void action_flood(const char *bytes);
void action_stdin(void);

#endif
