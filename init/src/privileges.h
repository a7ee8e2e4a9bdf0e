/* SPDX-License-Identifier: Apache-2.0 */
/* Giving up what the monitor must not have. */
#ifndef JUKE_PRIVILEGES_H
#define JUKE_PRIVILEGES_H

#include <stdbool.h>

#include "launch.h"

/* No program started from here on gains anything by being set-user-ID. */
bool privileges_freeze(struct text *why);

/* Becomes the launch file's user for good, without any capability, and checks that it is so. */
bool privileges_drop(const struct launch *launch, struct text *why);

#endif
