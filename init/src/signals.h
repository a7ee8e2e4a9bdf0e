/* SPDX-License-Identifier: Apache-2.0 */
/* Signals as data: blocked from the first instruction on, and read from a descriptor. */
#ifndef JUKE_SIGNALS_H
#define JUKE_SIGNALS_H

#include <stdbool.h>

/* The first thing in main: nothing may be lost, and nothing may strike half-way. */
void signals_block(void);

/* A signalfd(2) for all of them, which does not block; -1: errno says why. */
int signals_open(void);

/* TERM, INT, QUIT, HUP and PWR; all others mean nothing to a guest. */
bool signal_asks_for_end(int number);

#endif
