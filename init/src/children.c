/* SPDX-License-Identifier: Apache-2.0 */
/* Starting, signalling and reaping child processes: see children.h. */
#include "children.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"
#include "sys.h"

/* The pipe closes by itself at a successful execve (O_CLOEXEC), so an empty read means that all went well. */
static bool heard_of_failure(int report, struct spawn_error *why) {
    ssize_t got = SYS(read(report, why, sizeof *why));
    if (got == 0) return false;
    if (got != (ssize_t)sizeof *why) *why = (struct spawn_error){.number = got < 0 ? errno : EIO};
    return true;
}

pid_t spawn(const struct program *program, struct spawn_error *why) {
    int report[2];
    *why = (struct spawn_error){0};
    if (SYS(pipe2(report, O_CLOEXEC)) != 0) {
        why->number = errno;
        return -1;
    }
    pid_t parent = getpid();
    pid_t pid = SYS(fork());
    if (pid == 0) become(program, parent, report[1]);
    if (pid < 0) why->number = errno;
    close(report[1]);
    if (pid > 0 && heard_of_failure(report[0], why)) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        pid = -1;
    }
    close(report[0]);
    return pid;
}

bool have_children(void) {
    siginfo_t info;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

enum reaped reap(pid_t *pid, int *status) {
    *pid = SYS(waitpid(-1, status, WNOHANG));
    if (*pid > 0) return REAPED;
    if (*pid == 0) return NOTHING_ENDED;
    return errno == ECHILD ? NO_CHILDREN : REAP_AGAIN;
}

void send_signal(pid_t pid, int number) {
    if (pid > 0) SYS(kill(pid, number));
}

/* proc_pid_task_children(5): pids, a blank after each. Read anew each time: a killed child hands its children to us. */
static void kill_children(void) {
    char path[64], pids[4096];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    int file = SYS(open(path, O_RDONLY | O_CLOEXEC));
    if (file < 0) return;
    ssize_t got = SYS(read(file, pids, sizeof pids - 1));
    close(file);
    if (got <= 0) return;
    pids[got] = '\0';
    char *at = pids;
    for (;;) {
        char *end;
        long pid = strtol(at, &end, 10);
        if (end == at || *end != ' ') break; /* the last one may be cut off; the next round sees it */
        kill((pid_t)pid, SIGKILL);
        at = end;
    }
}

void sweep(void) {
    int64_t end = now_ms() + 2000;
    while (now_ms() < end) {
        pid_t pid;
        int status;
        enum reaped what;
        while ((what = reap(&pid, &status)) == REAPED) continue;
        if (what == NO_CHILDREN) return;
        if (getpid() == 1) {
            kill(-1, SIGKILL);
        } else {
            kill_children();
        }
        poll(NULL, 0, 2);
    }
}
