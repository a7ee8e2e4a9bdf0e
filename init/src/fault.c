/* SPDX-License-Identifier: Apache-2.0 */
/* The counting half of SYS(); empty unless built with -DJUKE_FAULTS. */
#include "sys.h"

#ifdef JUKE_FAULTS
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Tells the test that the fault fired, by a file. */
static void leave_mark(void) {
    const char *path = getenv("JUKE_FAULT_MARK");
    int mark = path != NULL ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : -1;
    if (mark >= 0) close(mark);
}

/*
 * A child counts on from where its parent was when it forked, so one number can hit a step of init and a step of a
 * child; both must be survived anyway. Even numbers give EIO, odd ones ENOMEM.
 */
bool fault_now(void) {
    static long wanted = -1;
    static long count;
    if (wanted < 0) {
        const char *text = getenv("JUKE_FAULT");
        wanted = text != NULL ? strtol(text, NULL, 10) : 0;
    }
    if (++count != wanted) return false;
    leave_mark();
    errno = wanted % 2 != 0 ? ENOMEM : EIO;
    return true;
}
#else
typedef int fault_not_built;
#endif
