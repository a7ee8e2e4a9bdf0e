/* SPDX-License-Identifier: Apache-2.0 */
/* Time: a clock for deadlines, a clock for the record, and how much processor time another process has used. */
#ifndef JUKE_CLOCK_H
#define JUKE_CLOCK_H

#include <stdint.h>
#include <sys/types.h>

/* A deadline that never comes. */
#define NEVER INT64_MAX

/* Milliseconds of a clock that never jumps. */
int64_t now_ms(void);

/* Nanoseconds since 1970. */
int64_t unix_nanos(void);

/* Milliseconds of processor time that process PID has used, all its threads together; -1 when it cannot be known. */
int64_t used_ms(pid_t pid);

#endif
