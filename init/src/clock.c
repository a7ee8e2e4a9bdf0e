/* SPDX-License-Identifier: Apache-2.0 */
/* Time: see clock.h. */
#include "clock.h"

#include <time.h>

#include "sys.h"

int64_t now_ms(void) {
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t unix_nanos(void) {
    struct timespec t = {0};
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* clock_getcpuclockid(3) works without /proc, which a sandbox may lack. */
int64_t used_ms(pid_t pid) {
    clockid_t clock;
    struct timespec t = {0};
    if (SYS(clock_getcpuclockid(pid, &clock)) != 0 || SYS(clock_gettime(clock, &t)) != 0) return -1;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
