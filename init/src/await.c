/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for the status line of another juke-init: see await.h. */
#include "await.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "say.h"
#include "sys.h"

enum { LOOK_MS = 20 }; /* how often, where nothing can be waited for */

static char line[4096];
static size_t length;

/* Reads what is there; true when the line is whole. A FIFO without a writer, or a file, reads as nothing for now. */
static bool read_line(int fd) {
    while (length < sizeof line - 1) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, 0) != 1 || (ready.revents & POLLIN) == 0) return false;
        ssize_t got = SYS(read(fd, line + length, 1)); /* not one byte of what follows: it is not ours */
        if (got <= 0) return false;
        if (line[length] == '\n') {
            line[length] = '\0';
            return true;
        }
        length++;
    }
    line[length] = '\0';
    return true;
}

/* pidfd_open(2), Linux 5.3; -1 also when the process is gone already. */
static int open_process(pid_t pid) {
    return (int)SYS(syscall(SYS_pidfd_open, pid, 0));
}

static bool is_gone(int process, pid_t pid) {
    if (process < 0) return kill(pid, 0) != 0 && errno == ESRCH;
    struct pollfd ended = {.fd = process, .events = POLLIN};
    return poll(&ended, 1, 0) == 1;
}

static int tell(void) {
    static const char failed[] = "failed ";
    if (strcmp(line, "running") == 0) return 0;
    if (strncmp(line, failed, sizeof failed - 1) != 0) {
        say("juke-init sent a status that is not known: %s", line);
        return 1;
    }
    size_t n = strlen(line);
    line[n] = '\n';
    ssize_t written = write(STDERR_FILENO, line + sizeof failed - 1, n + 1 - (sizeof failed - 1));
    (void)written;
    return 1;
}

int await_status(int fd, pid_t pid, int64_t ms) {
    int64_t end = now_ms() + ms;
    int process = open_process(pid);
    for (;;) {
        bool gone = is_gone(process, pid); /* before reading: its last word may have come just before its end */
        if (read_line(fd)) return tell();
        if (gone) {
            say("juke-init (process %d) ended without saying whether the guest runs", (int)pid);
            return 1;
        }
        int64_t left = end - now_ms();
        if (left <= 0) {
            say("the guest did not run within %lld ms", (long long)ms);
            return 1;
        }
        /* POLLHUP (no writer yet) cannot be waited for: then, and without a pidfd, look from time to time. */
        struct pollfd polls[2] = {{.fd = fd, .events = POLLIN}, {.fd = process, .events = POLLIN}};
        int n = SYS(poll(polls, 2, process >= 0 && left > 1000 ? 1000 : process >= 0 ? (int)left : LOOK_MS));
        if (n > 0 && (polls[0].revents & POLLIN) == 0 && polls[1].revents == 0) poll(NULL, 0, LOOK_MS);
    }
}
