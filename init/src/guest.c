/* SPDX-License-Identifier: Apache-2.0 */
/* What QEMU tells of the guest over QMP (qapi/run-state.json in QEMU), and what it is told in return. */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "run.h"

enum {
    DEAF_MS = 2000,
    DRAIN_READS = 256, /* 16 KiB each: more than a socket holds */
};

static bool is(const char *text, const char *other) {
    return strcmp(text, other) == 0;
}

static void hear_event(struct run *r, const struct qmp_message *m) {
    struct facts *f = &r->facts;
    /* The guest may be over before the reply to `cont` is read, but QEMU sends RESUME before the first CPU runs. */
    if (is(m->event, "RESUME") && r->qmp.sent_cont) f->ran = true;
    if (is(m->event, "GUEST_PANICKED")) f->panicked = true;
    if (is(m->event, "SHUTDOWN")) {
        r->shutting_down = true;
        if (is(m->reason, "guest-shutdown")) f->powered_off = true;
        if (is(m->reason, "guest-reset")) f->reset = true;
        if (is(m->reason, "guest-panic")) f->panicked = true;
    }
}

/* A guest that QEMU will never run again. */
static void hear_state(struct run *r, const char *status) {
    if (is(status, "internal-error") || is(status, "io-error")) {
        snprintf(r->facts.stopped_itself, sizeof r->facts.stopped_itself, "%s", status);
    } else if (is(status, "guest-panicked")) {
        r->facts.panicked = true;
    } else if (!is(status, "shutdown")) {
        return;
    }
    stop_guest(r);
}

/* STOP does not say why. Only QEMU itself can have done it: nobody else speaks QMP to it. */
static void hear_stop(struct run *r) {
    if (qmp_send(&r->qmp, "state", "query-status")) return;
    snprintf(r->facts.stopped_itself, sizeof r->facts.stopped_itself, "it did not say why");
    stop_guest(r);
}

static void refused(struct run *r, const char *command, const struct qmp_message *m) {
    stop_because(r, "the monitor refused \"%s\": %s", command, m->desc);
}

static void hear(void *context, const struct qmp_message *m) {
    struct run *r = context;
    if (m->event[0] != '\0') {
        hear_event(r, m);
        if (is(m->event, "STOP")) hear_stop(r);
    } else if (m->greeting && r->phase == MONITOR && r->facts.asked == 0) {
        qmp_send(&r->qmp, "capabilities", "qmp_capabilities");
    } else if (is(m->id, "capabilities") && m->error) {
        refused(r, "qmp_capabilities", m);
    } else if (is(m->id, "capabilities") && m->reply && r->phase == MONITOR && r->facts.asked == 0) {
        r->qmp.ready = true;
        r->qmp.sent_cont = qmp_send(&r->qmp, "cont", "cont");
    } else if (is(m->id, "cont") && m->error && r->phase == MONITOR) {
        refused(r, "cont", m);
    } else if (is(m->id, "cont") && m->reply && r->phase == MONITOR) {
        guest_runs(r);
    } else if (is(m->id, "state") && m->reply) {
        hear_state(r, m->status);
    } else if (is(m->id, "halt") && m->reply) {
        halt_answer(r, &m->registers);
    }
}

void guest_listen(struct run *r) {
    if (r->qmp.fd >= 0) qmp_receive(&r->qmp, hear, r);
    /* A monitor that does not hear us can neither start the guest nor say why not. It may be about to end by itself. */
    if (r->qmp.deaf && r->phase == MONITOR && r->kill_at == NEVER) r->kill_at = now_ms() + DEAF_MS;
}

void guest_listen_to_end(struct run *r) {
    for (int i = 0; i < DRAIN_READS && r->qmp.fd >= 0; i++) {
        if (!qmp_receive(&r->qmp, hear, r)) break;
    }
}
