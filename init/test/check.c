/* SPDX-License-Identifier: Apache-2.0 */
/* The least a unit test needs: see check.h. */
#include "check.h"

static int number, failures;
static const char *name_now;

void end_test(void) {
    if (name_now == NULL) return;
    printf("%s %d %s\n", failures == 0 ? "ok" : "not ok", ++number, name_now);
    fflush(stdout);
    failures = 0;
    name_now = NULL;
}

void test(const char *name) {
    end_test();
    name_now = name;
}

void check(bool holds, const char *what, const char *file, int line) {
    if (holds) return;
    failures++;
    printf("# %s:%d: %s\n", file, line, what);
}

void check_text(const char *actual, const char *wanted, const char *file, int line) {
    if (actual != NULL && strcmp(actual, wanted) == 0) return;
    failures++;
    printf("# %s:%d: \"%s\", not \"%s\"\n", file, line, actual != NULL ? actual : "(null)", wanted);
}
