/* SPDX-License-Identifier: Apache-2.0 */
/* A clock that only goes forward, and waiting without burning the host's processor. */
#ifndef TIME_H
#define TIME_H

#include <stdbool.h>
#include <stdint.h>

#define MILLISECOND UINT64_C(1000000)
#define SECOND UINT64_C(1000000000)

void time_init(void);
uint64_t time_now(void); /* nanoseconds since time_init() */
const char *time_source(void);
uint64_t time_entropy(void); /* something that differs from one start to the next */

/* Sleeps until that time, any interrupt, or 100 ms from now, whichever comes first; the caller looks what it was. */
void time_wait(uint64_t until);

/* Like time_wait, unless busy() says, with interrupts off, that there is work already: nothing falls between look and sleep. */
void time_wait_unless(uint64_t until, bool (*busy)(void));

#endif
