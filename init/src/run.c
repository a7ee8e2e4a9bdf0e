/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop. It sleeps in poll(2) until anything happens, then lets every part look at its own. No part ever waits, so
 * a signal is served whatever a monitor, a helper or a reader does.
 */
#include "run.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"
#include "dns.h"
#include "signals.h"
#include "status.h"
#include "sys.h"

enum {
    ENDING_LOOK_MS = 100,
    BLIND_LOOK_MS = 10,
};

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int poll_timeout(const struct run *r) {
    int64_t at = earlier(r->ready_until, earlier(r->kill_at, earlier(r->kill_helpers_at, r->halt_look_at)));
    at = earlier(at, earlier(r->helper_lost_at, earlier(start_wakes_at(r), dns_wakes_at())));
    /* What ENDING waits for may have happened without a word, such as a read that failed for want of memory. */
    if (r->phase == ENDING) at = earlier(at, earlier(r->drain_until, now_ms() + ENDING_LOOK_MS));
    if (r->reap_again) at = earlier(at, now_ms() + BLIND_LOOK_MS);
    if (at == NEVER) return -1;
    int64_t left = at - now_ms();
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static void sleep_until_something_happens(struct run *r) {
    struct pollfd polls[3 + 3 * STREAM_POLLS];
    nfds_t n = 0;
    polls[n++] = (struct pollfd){.fd = r->signals, .events = POLLIN};
    if (r->qmp.fd >= 0) polls[n++] = (struct pollfd){.fd = r->qmp.fd, .events = POLLIN};
    if (dns_descriptor() >= 0) polls[n++] = (struct pollfd){.fd = dns_descriptor(), .events = POLLIN};
    n += stream_polls(&r->output, polls + n);
    n += stream_polls(&r->errors, polls + n);
    n += stream_polls(&r->helper_errors, polls + n);
    /* Should the kernel lack the memory to wait, everything is looked at anyway, from time to time. */
    if (SYS(poll(polls, n, poll_timeout(r))) < 0) poll(NULL, 0, BLIND_LOOK_MS);
}

static void serve_signals(struct run *r) {
    struct signalfd_siginfo info;
    while (SYS(read(r->signals, &info, sizeof info)) == (ssize_t)sizeof info) {
        if (signal_asks_for_end((int)info.ssi_signo)) stop_ask(r, (int)info.ssi_signo);
    }
}

static void copy_output(struct run *r) {
    stream_step(&r->output);
    stream_step(&r->errors);
    stream_step(&r->helper_errors);
}

/* ENDING is over when every child is gone and the last byte was handed on, or nobody takes it. */
static bool all_ended(struct run *r) {
    for (size_t i = 0; i < r->helpers_started; i++) {
        if (r->helpers[i] != 0) return false;
    }
    if (!r->swept) {
        r->swept = true;
        if (!r->had_children) sweep();
        copy_output(r); /* whatever was in the pipes when the last writer ended */
    }
    if (now_ms() >= r->drain_until) return true;
    return stream_drained(&r->output) && stream_drained(&r->errors) && stream_drained(&r->helper_errors);
}

static void loop(struct run *r) {
    while (r->phase != DONE) {
        start_step(r);
        halt_step(r);
        stop_step(r);
        copy_output(r);
        if (r->phase == ENDING && all_ended(r)) {
            r->phase = DONE;
            break;
        }
        sleep_until_something_happens(r);
        serve_signals(r);
        guest_listen(r);
        dns_step();
        reap_all(r);
    }
}

static int refuse(const char *path, const char *status, const struct text *why) {
    struct text ignored = {0};
    struct text words = {0};
    text_add(&words, "launch file %s: %s", path, why->bytes);
    text_clean(&words);
    say("%s", words.bytes);
    if (status != NULL && status_open(status, &ignored)) status_failed(words.bytes);
    return 125;
}

/* Not an initialiser: the buffers of the streams would then be in the file. */
static void prepare(struct run *r) {
    r->signals = r->nothing = r->qmp.fd = -1;
    r->helper_output = r->monitor_output = r->monitor_error = -1;
    r->out.fd = r->err.fd = r->log.fd = -1;
    r->output.from = r->errors.from = r->helper_errors.from = -1;
    r->ready_until = r->helper_lost_at = r->kill_at = r->kill_helpers_at = NEVER;
    r->drain_until = r->halt_look_at = NEVER;
}

int run_launch_file(const char *path) {
    static struct launch launch;
    static struct run run;
    prepare(&run);
    run.launch = &launch;
    struct text why = {0};
    char *bytes;
    size_t length;
    if (!launch_read(path, &bytes, &length, &why) || !launch_parse(bytes, length, &launch, &why)) {
        return refuse(path, launch_find_status(bytes, length), &why);
    }
    if (setup(&run)) loop(&run);
    return finish(&run);
}
