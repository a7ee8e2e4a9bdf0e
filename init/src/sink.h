/* SPDX-License-Identifier: Apache-2.0 */
/* The writing half of the console. */
#ifndef JUKE_SINK_H
#define JUKE_SINK_H

#include "console.h"

/* Writes what can be written without waiting; returns how much. 0: nothing now, or the sink broke. */
size_t sink_write(struct sink *sink, const char *bytes, size_t length);

#endif
