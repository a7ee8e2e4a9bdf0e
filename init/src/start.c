/* SPDX-License-Identifier: Apache-2.0 */
/* Starting: the helpers in their order, each ready before the next, then the monitor. */
#include <errno.h>
#include <unistd.h>

#include "clock.h"
#include "record.h"
#include "run.h"
#include "status.h"
#include "sys.h"

enum {
    READY_WITHIN_MS = 10000,
    READY_LOOK_MS = 3,
};

static pid_t start(struct run *r, const struct program *program) {
    struct spawn_error error;
    pid_t pid = spawn(program, &error);
    if (pid > 0) return pid;
    if (error.exec) {
        r->facts.exec_error = error.number;
        r->facts.program = program->arg[0];
        r->facts.no_loader = error.number == ENOENT && access(program->arg[0], F_OK) == 0;
        enter_ending(r);
    } else {
        stop_because(r, "cannot start %s: %s", program->arg[0], errno_words(error.number));
    }
    return 0;
}

static void start_helper(struct run *r) {
    const struct launch_helper *helper = &r->launch->helpers[r->helpers_started];
    struct program program = {
        .arg = helper->arg, .env = r->launch->env, .in = r->nothing,
        .out = r->helper_output, .err = r->helper_output, .control = -1,
    };
    pid_t pid = start(r, &program);
    if (pid == 0) return;
    r->helpers[r->helpers_started++] = pid;
    r->waiting_for_helper = helper->ready != NULL;
    r->ready_until = r->waiting_for_helper ? now_ms() + READY_WITHIN_MS : NEVER;
}

/* True while the last helper is not ready. */
static bool helper_not_ready(struct run *r) {
    if (!r->waiting_for_helper) return false;
    const struct launch_helper *helper = &r->launch->helpers[r->helpers_started - 1];
    if (SYS(access(helper->ready, F_OK)) == 0) {
        r->waiting_for_helper = false;
        r->ready_until = NEVER;
        return false;
    }
    if (now_ms() < r->ready_until) return true;
    r->waiting_for_helper = false;
    r->ready_until = NEVER;
    stop_because(r, "helper %s was not ready within 10 s: %s: %s", helper->name, helper->ready, errno_words(errno));
    return true;
}

static void start_monitor(struct run *r) {
    const struct launch *l = r->launch;
    struct program program = {
        .arg = l->arg, .env = l->env, .in = STDIN_FILENO, .err = r->monitor_error, .control = -1,
        .out = r->monitor_output >= 0 ? r->monitor_output : STDOUT_FILENO,
    };
    if (l->qmp && !qmp_open(&r->qmp, &program.control)) {
        stop_because(r, "cannot make the control socket: %s", errno_words(errno));
        return;
    }
    r->monitor = start(r, &program);
    if (program.control >= 0) close(program.control);
    if (r->monitor == 0) return;
    r->phase = MONITOR;
    if (!l->qmp) guest_runs(r);
}

void guest_runs(struct run *r) {
    r->facts.ran = true;
    r->phase = RUNNING;
    status_running();
    record_running();
    halt_watch(r);
}

void start_step(struct run *r) {
    while (r->phase == HELPERS && !helper_not_ready(r)) {
        if (r->helpers_started < r->launch->helper_count) {
            start_helper(r);
        } else {
            start_monitor(r);
        }
    }
}

/* A path that appears tells nobody, so it is looked for often. */
int64_t start_wakes_at(const struct run *r) {
    return r->phase == HELPERS && r->waiting_for_helper ? now_ms() + READY_LOOK_MS : NEVER;
}
