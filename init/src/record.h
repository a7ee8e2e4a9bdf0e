/* SPDX-License-Identifier: Apache-2.0 */
/* The record: a locked file means that this sandbox is alive, and its lines say how it went. */
#ifndef JUKE_RECORD_H
#define JUKE_RECORD_H

#include <stdbool.h>

#include "outcome.h"

/* Opens, locks, and writes the line `init`. False, and WHY. */
bool record_open(const char *path, struct text *why);

void record_running(void);
void record_exit(const struct outcome *outcome);

/* Releases the lock. */
void record_close(void);

#endif
