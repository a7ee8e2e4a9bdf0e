/* SPDX-License-Identifier: Apache-2.0 */
/* The one line that tells whoever started us whether the guest runs. */
#ifndef JUKE_STATUS_H
#define JUKE_STATUS_H

#include <stdbool.h>

#include "say.h"

/* False, and WHY. */
bool status_open(const char *path, struct text *why);

/* Only the first of these two ever writes. */
void status_running(void);
void status_failed(const char *words);

#endif
