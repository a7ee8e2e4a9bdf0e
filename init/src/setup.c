/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything before the first child, in the order of docs/launch-file.md: files are opened with the privileges that
 * init was started with, then those are given up, and only then anything is started.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "dns.h"
#include "oom.h"
#include "privileges.h"
#include "record.h"
#include "run.h"
#include "signals.h"
#include "status.h"
#include "sys.h"
#include "terminal.h"

static bool failed(struct run *r, const char *what) {
    text_add(&r->facts.trouble, "%s: %s", what, errno_words(errno));
    return false;
}

static bool open_files(struct run *r) {
    const struct launch *l = r->launch;
    if (l->status != NULL && !status_open(l->status, &r->facts.trouble)) return false;
    if (l->record != NULL && !record_open(l->record, &r->facts.trouble)) return false;
    if (l->console_log != NULL && !sink_open_log(&r->log, l->console_log)) {
        text_add(&r->facts.trouble, "console-log: cannot open %s: %s", l->console_log, errno_words(errno));
        return false;
    }
    sink_adopt(&r->out, STDOUT_FILENO);
    sink_adopt(&r->err, STDERR_FILENO);
    oom_watch();
    return true;
}

/* A pipe that nobody writes to: a helper that reads its standard input finds the end. /dev/null may be missing. */
static bool open_nothing(struct run *r) {
    int ends[2];
    if (SYS(pipe2(ends, O_CLOEXEC)) != 0) return failed(r, "cannot make a pipe");
    close(ends[1]);
    r->nothing = ends[0];
    return true;
}

static bool open_streams(struct run *r) {
    struct sink *log = r->launch->console_log != NULL ? &r->log : NULL;
    if (!stream_open(&r->errors, &r->monitor_error, &r->err, log, &r->monitor_words) ||
        !stream_open(&r->helper_errors, &r->helper_output, &r->err, log, &r->helper_words) ||
        (log != NULL && !stream_open(&r->output, &r->monitor_output, &r->out, log, NULL))) {
        return failed(r, "cannot make a pipe");
    }
    return true;
}

static bool give_up_privileges(struct run *r) {
    const struct launch *l = r->launch;
    if (!privileges_freeze(&r->facts.trouble)) return false;
    if (l->has_user && !privileges_drop(l, &r->facts.trouble)) return false;
    /* So that what a monitor leaves behind comes to us and not to the host's process 1. */
    if (getpid() != 1 && SYS(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) != 0) {
        return failed(r, "cannot be a sub-reaper");
    }
    r->settled = true;
    return true;
}

bool setup(struct run *r) {
    r->had_children = getpid() != 1 && have_children();
    if (!open_files(r) || !open_nothing(r) || !open_streams(r) || !give_up_privileges(r)) return false;
    if (r->launch->cwd != NULL && SYS(chdir(r->launch->cwd)) != 0) {
        text_add(&r->facts.trouble, "cwd: cannot change to %s: %s", r->launch->cwd, errno_words(errno));
        return false;
    }
    dns_open(r->launch);
    r->signals = signals_open();
    if (r->signals < 0) return failed(r, "cannot make a signalfd");
    terminal_remember();
    if (r->launch->terminal && !terminal_raw(&r->facts.trouble)) return false;
    r->phase = HELPERS;
    return true;
}
