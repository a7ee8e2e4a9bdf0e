/* SPDX-License-Identifier: Apache-2.0 */
/* The least a unit test needs: tests named as sentences, and a line of TAP for each, which run.sh adds up. */
#ifndef JUKE_CHECK_H
#define JUKE_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A test lasts until the next one begins. */
void test(const char *name);
void end_test(void);

void check(bool holds, const char *what, const char *file, int line);
void check_text(const char *actual, const char *wanted, const char *file, int line);

#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
#define CHECK_TEXT(actual, wanted) check_text((actual), (wanted), __FILE__, __LINE__)

#endif
