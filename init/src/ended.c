/* SPDX-License-Identifier: Apache-2.0 */
/* Children that ended: the monitor, helpers, and strangers that were left to us. */
#include <sys/wait.h>

#include "clock.h"
#include "oom.h"
#include "run.h"

/* A helper often ends because the monitor does, and is then seen first. Only a monitor that goes on has lost it. */
enum { HELPER_LOST_AFTER_MS = 500 };

static void monitor_ended(struct run *r, int status) {
    r->monitor = 0;
    r->facts.ended = true;
    r->facts.wait_status = status;
    guest_listen_to_end(r); /* its last events may still be in the socket */
    if (WIFSIGNALED(status)) r->facts.oom = oom_happened();
    if (r->facts.ran && r->phase == MONITOR) guest_runs(r); /* shorter than the reply to `cont` */
    qmp_close(&r->qmp);
    enter_ending(r);
}

static void helper_words_of(struct run *r, struct text *words, int status) {
    if (WIFSIGNALED(status)) {
        text_add(words, "killed by signal %d", WTERMSIG(status));
    } else {
        text_add(words, "status %d", WEXITSTATUS(status));
    }
    stream_step(&r->helper_errors);
    struct text last = {0};
    words_last(&r->helper_words, &last);
    if (last.length > 0) text_add(words, ", %s", last.bytes);
}

static void helper_ended(struct run *r, size_t i, int status) {
    r->helpers[i] = 0;
    if (r->phase == ENDING || r->facts.asked != 0 || r->shutting_down || r->lost_helper.length > 0) return;
    struct text words = {0};
    helper_words_of(r, &words, status);
    text_add(&r->lost_helper, "helper %s ended before the monitor: %s", r->launch->helpers[i].name, words.bytes);
    r->helper_lost_at = r->phase == HELPERS ? now_ms() : now_ms() + HELPER_LOST_AFTER_MS;
}

void reap_all(struct run *r) {
    pid_t pid;
    int status;
    enum reaped what;
    while ((what = reap(&pid, &status)) == REAPED) {
        if (pid == r->monitor) monitor_ended(r, status);
        for (size_t i = 0; i < r->helpers_started; i++) {
            if (pid == r->helpers[i]) helper_ended(r, i, status);
        }
    }
    r->reap_again = what == REAP_AGAIN;
}
