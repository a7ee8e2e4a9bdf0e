/* SPDX-License-Identifier: Apache-2.0 */
/* Ends: how a guest is asked, when it is forced, and what is still to be done once its monitor is gone. */
#include <signal.h>
#include <stdarg.h>

#include "clock.h"
#include "run.h"

enum {
    OVER_MS = 2000,         /* for a monitor whose guest is over already */
    HELPERS_MS = 2000,      /* between a helper's SIGTERM and its SIGKILL */
    KILL_AGAIN_MS = 200,    /* SIGKILL is repeated until the monitor is gone */
    DRAIN_MS = 1000,        /* the least that a reader gets for the last output once somebody wants an end */
};

/* Somebody who asked for an end does not wait for ever for a reader that does not read. */
static void limit_drain(struct run *r, int64_t ms) {
    r->drain_until = now_ms() + (ms > DRAIN_MS ? ms : DRAIN_MS);
}

static void ask_monitor(struct run *r, enum stop_way way) {
    const char *command = way == STOP_POWER_BUTTON ? "system_powerdown" : "quit";
    if (way != STOP_SIGNAL && r->qmp.ready && qmp_send(&r->qmp, "stop", command)) {
        r->facts.asked_by = way;
        return;
    }
    /* No QMP, not yet, or not any more. Every monitor knows SIGTERM. */
    r->facts.asked_by = STOP_SIGNAL;
    send_signal(r->monitor, SIGTERM);
}

static void force(struct run *r, enum force how) {
    if (r->facts.forced == NOT_FORCED) r->facts.forced = how;
    send_signal(r->monitor, SIGKILL);
    r->kill_at = now_ms() + KILL_AGAIN_MS;
}

/* The guest has ended already: what is left to wait for is helpers and a slow reader. */
static void hurry(struct run *r) {
    bool again = r->stop_again || r->facts.asked != 0;
    limit_drain(r, again ? 0 : r->launch->grace_ms);
    if (again) r->kill_helpers_at = now_ms();
    r->stop_again = true;
}

void stop_ask(struct run *r, int signal_number) {
    if (r->phase == ENDING) {
        hurry(r);
        return;
    }
    if (r->facts.asked != 0) {
        r->stop_again = true;
        force(r, FORCED_BY_SIGNAL);
        return;
    }
    r->facts.asked = signal_number;
    if (r->monitor == 0) {
        enter_ending(r);
        return;
    }
    ask_monitor(r, r->launch->stop);
    r->kill_at = now_ms() + r->launch->grace_ms;
}

/* The guest is over, only the monitor does not know. `facts` says how; nothing that happens now changes it. */
void stop_guest(struct run *r) {
    if (r->monitor == 0) return;
    if (!r->qmp.ready || !qmp_send(&r->qmp, "over", "quit")) send_signal(r->monitor, SIGTERM);
    int64_t limit = now_ms() + OVER_MS;
    if (r->kill_at > limit) r->kill_at = limit;
}

void stop_because(struct run *r, const char *format, ...) {
    if (r->facts.trouble.length == 0 && r->phase < ENDING) {
        va_list values;
        va_start(values, format);
        text_addv(&r->facts.trouble, format, values);
        va_end(values);
    }
    if (r->monitor != 0) {
        stop_guest(r);
    } else {
        enter_ending(r);
    }
}

void enter_ending(struct run *r) {
    if (r->phase >= ENDING) return;
    r->phase = ENDING;
    r->kill_at = r->halt_look_at = r->ready_until = r->helper_lost_at = NEVER;
    r->waiting_for_helper = false;
    for (size_t i = 0; i < r->helpers_started; i++) send_signal(r->helpers[i], SIGTERM);
    r->kill_helpers_at = r->helpers_started > 0 ? now_ms() + HELPERS_MS : NEVER;
    if (r->facts.asked != 0) limit_drain(r, r->stop_again ? 0 : r->launch->grace_ms);
}

void stop_step(struct run *r) {
    int64_t now = now_ms();
    if (now >= r->helper_lost_at) {
        r->helper_lost_at = NEVER;
        stop_because(r, "%s", r->lost_helper.bytes);
    }
    if (now >= r->kill_at) {
        if (r->facts.asked == 0 && r->phase == MONITOR) {
            stop_because(r, "the monitor closed its control socket before the guest ran");
        }
        force(r, r->facts.asked != 0 ? FORCED_BY_GRACE : NOT_FORCED);
    }
    if (now >= r->kill_helpers_at) {
        for (size_t i = 0; i < r->helpers_started; i++) send_signal(r->helpers[i], SIGKILL);
        r->kill_helpers_at = now + KILL_AGAIN_MS;
    }
}
