/* SPDX-License-Identifier: Apache-2.0 */
/* A test is a function that checks; each file is one program that prints TAP. */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "text.h"

static unsigned unit_count;
static bool unit_well;

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            printf("# %s:%d: %s\n", __FILE__, __LINE__, #condition);           \
            unit_well = false;                                                 \
        }                                                                      \
    } while (0)

#define CHECK_TEXT(is, wanted)                                                                              \
    do {                                                                                                    \
        const char *unit_is = (is), *unit_wanted = (wanted);                                                \
        if (strcmp(unit_is, unit_wanted)) {                                                                 \
            printf("# %s:%d: %s is \"%s\", not \"%s\"\n", __FILE__, __LINE__, #is, unit_is, unit_wanted); \
            unit_well = false;                                                                              \
        }                                                                                                   \
    } while (0)

static inline void unit_run(const char *name, void (*test)(void)) {
    unit_well = true;
    test();
    printf("%s %u %s\n", unit_well ? "ok" : "not ok", ++unit_count, name);
    fflush(stdout);
}

/* A small generator whose numbers are the same every time (xorshift64*). */
static inline uint64_t unit_random(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1Du >> 11;
}

#endif
