/* SPDX-License-Identifier: Apache-2.0 */
/* Signals as data: see signals.h. */
#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

#include "sys.h"

/*
 * A blocked signal waits even for process 1, which otherwise ignores what it has no handler for (pid_namespaces(7)).
 * SIGCHLD may be inherited as ignored; then no child could be waited for (waitpid(2)).
 */
void signals_block(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    signal(SIGCHLD, SIG_DFL);
}

int signals_open(void) {
    sigset_t all;
    sigfillset(&all);
    return SYS(signalfd(-1, &all, SFD_NONBLOCK | SFD_CLOEXEC));
}

bool signal_asks_for_end(int number) {
    return number == SIGTERM || number == SIGINT || number == SIGQUIT || number == SIGHUP || number == SIGPWR;
}
