/* SPDX-License-Identifier: Apache-2.0 */
/* Signals as data: see signals.h. */
#include "signals.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys.h"

/*
 * A blocked signal waits even for process 1, which otherwise ignores what it has no handler for (pid_namespaces(7)).
 * All means all: glibc's functions leave out signals 32 and 33, which it uses itself in programs with threads.
 * SIGCHLD may be inherited as ignored; then no child could be waited for (waitpid(2)).
 */
void signals_block(void) {
    const uint64_t all = ~UINT64_C(0);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof all);
    signal(SIGCHLD, SIG_DFL);
}

int signals_open(void) {
    sigset_t all;
    memset(&all, 0xff, sizeof all);
    return SYS(signalfd(-1, &all, SFD_NONBLOCK | SFD_CLOEXEC));
}

bool signal_asks_for_end(int number) {
    return number == SIGTERM || number == SIGINT || number == SIGQUIT || number == SIGHUP || number == SIGPWR;
}
