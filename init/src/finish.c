/* SPDX-License-Identifier: Apache-2.0 */
/* The very end: everything is told, everything is left as it was found, and one last program may run. */
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "record.h"
#include "run.h"
#include "status.h"
#include "sys.h"
#include "terminal.h"

enum { FINALLY_MS = 10000 };

/* Waits for the program; other signals mean nothing any more. Looks anew every 100 ms, should a SIGCHLD be missed. */
static void wait_for(struct run *r, pid_t pid) {
    int64_t end = now_ms() + FINALLY_MS;
    for (;;) {
        pid_t got = SYS(waitpid(pid, NULL, WNOHANG));
        if (got == pid) return;
        if (now_ms() >= end) break;
        struct pollfd signals = {.fd = r->signals, .events = POLLIN};
        poll(&signals, 1, 100);
        struct signalfd_siginfo info;
        while (read(r->signals, &info, sizeof info) > 0) continue;
    }
    say("the last program did not end within 10 s and was killed");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* What it prints goes to standard error: standard output is the guest's. */
static void run_last_program(struct run *r) {
    if (r->launch->finally_arg == NULL || !r->settled) return;
    struct program program = {
        .arg = r->launch->finally_arg, .env = r->launch->env, .in = r->nothing,
        .out = STDERR_FILENO, .err = STDERR_FILENO, .control = -1,
    };
    struct spawn_error error;
    pid_t pid = spawn(&program, &error);
    if (pid > 0) {
        wait_for(r, pid);
    } else {
        say("cannot run %s: %s", program.arg[0], errno_words(error.number));
    }
}

int finish(struct run *r) {
    words_last(&r->monitor_words, &r->facts.words);
    struct outcome outcome = outcome_decide(&r->facts, r->launch);
    terminal_restore();
    if (outcome.sentence.length > 0) {
        if (r->monitor_words.length > 0) say_newline(); /* the monitor did not end its last line */
        say("%s", outcome.sentence.bytes);
        status_failed(outcome.sentence.bytes); /* which nobody hears when the guest ran */
    } else {
        struct text words = {0};
        text_add(&words, "stopped by signal %d before the guest ran", r->facts.asked);
        status_failed(words.bytes);
    }
    record_exit(&outcome);
    record_close();
    run_last_program(r);
    return outcome.code;
}
