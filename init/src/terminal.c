/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaving terminals as they were found. QEMU puts O_NONBLOCK on its standard descriptors and changes the terminal too
 * (chardev/char-stdio.c); it undoes that when it ends by itself, but not when it is killed.
 */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "sys.h"

static int flags[3] = {-1, -1, -1};
static struct termios before;
static bool is_raw;

void terminal_remember(void) {
    for (int fd = 0; fd < 3; fd++) flags[fd] = SYS(fcntl(fd, F_GETFL));
}

/* termios(3), cfmakeraw, but output processing stays: a guest's "\n" still returns the cursor to the left. */
bool terminal_raw(struct text *why) {
    if (SYS(tcgetattr(STDIN_FILENO, &before)) != 0) {
        text_add(why, "terminal: standard input: %s", errno_words(errno));
        return false;
    }
    struct termios raw = before;
    cfmakeraw(&raw);
    raw.c_oflag = before.c_oflag;
    /* From a background job this would stop us (SIGTTOU), but the signal is blocked, and then it is allowed. */
    if (SYS(tcsetattr(STDIN_FILENO, TCSANOW, &raw)) != 0) {
        text_add(why, "terminal: cannot set raw mode: %s", errno_words(errno));
        return false;
    }
    is_raw = true;
    return true;
}

void terminal_restore(void) {
    if (is_raw && SYS(tcsetattr(STDIN_FILENO, TCSANOW, &before)) != 0) tcsetattr(STDIN_FILENO, TCSANOW, &before);
    is_raw = false;
    for (int fd = 0; fd < 3; fd++) {
        int now = fcntl(fd, F_GETFL);
        if (flags[fd] >= 0 && now >= 0 && now != flags[fd]) fcntl(fd, F_SETFL, flags[fd]);
    }
}
