/* SPDX-License-Identifier: Apache-2.0 */
/* One run of one launch file: its state, and the parts that act on it. */
#ifndef JUKE_RUN_H
#define JUKE_RUN_H

#include "children.h"
#include "console.h"
#include "launch.h"
#include "outcome.h"
#include "qmp.h"

enum phase {
    SETTING_UP, /* files, privileges */
    HELPERS,    /* starting them, one after the other */
    MONITOR,    /* it was started, the guest does not run yet */
    RUNNING,
    ENDING, /* no monitor (any more): helpers end, the last output is copied */
    DONE,
};

struct run {
    const struct launch *launch;
    enum phase phase;
    struct facts facts;
    bool settled; /* privileges are as they shall be: programs may be started */
    int signals;  /* signalfd */

    pid_t monitor; /* 0: none, or ended */
    pid_t helpers[HELPERS_MAX];
    size_t helpers_started;
    bool waiting_for_helper; /* for the last one's helper-ready */

    struct qmp qmp;

    int nothing; /* what helpers get as standard input: always at its end */
    int helper_output, monitor_output, monitor_error; /* ends for writing, or -1 */
    struct sink out, err, log;
    struct stream output, errors, helper_errors;
    struct words monitor_words, helper_words;

    /* Deadlines (clock.h), NEVER when not set. */
    int64_t ready_until;     /* a helper that is not ready by then is given up */
    int64_t helper_lost_at;  /* a monitor that still lives then goes on without a helper: lost_helper says which */
    int64_t kill_at;         /* the monitor gets SIGKILL */
    int64_t kill_helpers_at; /* the helpers do */
    int64_t drain_until;     /* output that nobody reads is given up */
    int64_t halt_look_at;    /* the halt watch looks at the CPUs */

    struct text lost_helper;
    int halt_seen;        /* how often in a row the watch saw every CPU halted */
    int64_t monitor_used; /* the monitor's processor time when it last looked */
    bool shutting_down;   /* QMP: SHUTDOWN, whoever wanted it */
    bool had_children;    /* before we started any: they came with us through execve, and are not ours to end */
    bool swept;
    bool reap_again;
    bool stop_again; /* more than one stop signal came */
};

/* run.c: does it all; returns the exit code. */
int run_launch_file(const char *path);

/* setup.c: everything before the first child. False: facts.trouble says why. */
bool setup(struct run *run);

/* start.c: takes the next step of starting, if it is time. */
void start_step(struct run *run);
int64_t start_wakes_at(const struct run *run);
void guest_runs(struct run *run);

/* guest.c: listens to QMP; guest_listen_to_end takes everything that a dead monitor left there. */
void guest_listen(struct run *run);
void guest_listen_to_end(struct run *run);

/* halt.c: the watch for a guest that can never run again. */
void halt_watch(struct run *run);
void halt_step(struct run *run);
void halt_answer(struct run *run, const struct registers *registers);

/* ended.c: children that ended. */
void reap_all(struct run *run);

/* stop.c: ends, asked for or not. */
void stop_ask(struct run *run, int signal_number);
void stop_guest(struct run *run);
void stop_because(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
void stop_step(struct run *run);
void enter_ending(struct run *run);

/* finish.c: the sentence, the record, the last program. Returns the exit code. */
int finish(struct run *run);

#endif
