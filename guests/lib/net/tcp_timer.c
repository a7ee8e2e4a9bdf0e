/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One timer for each connection: retransmission (RFC 6298, with a least value of 200 ms as everybody has), probing of a closed
 * window (RFC 9293 §3.8.6.1), or the end of a state that waits.
 */
#include "tcp_internal.h"

#define TIMEOUT_MIN_US 200000u
#define TIMEOUT_MAX_US 30000000u
#define RETRIES_MAX 9
#define SYN_RETRIES_MAX 4
#define FRAME_WAIT (1 * MILLISECOND)

static uint64_t deadline = UINT64_MAX;

void tcp_arm(struct tcp_connection *c, uint64_t in_us) {
    c->due = time_now() + in_us * 1000;
    if (c->due < deadline)
        deadline = c->due;
}

void tcp_disarm(struct tcp_connection *c) {
    c->due = 0;
}

void tcp_wants_tick(void) {
    uint64_t soon = time_now() + FRAME_WAIT;
    if (soon < deadline)
        deadline = soon;
}

void tcp_measured(struct tcp_connection *c, uint64_t us) {
    uint32_t r = us > TIMEOUT_MAX_US ? TIMEOUT_MAX_US : (uint32_t)us;
    if (!c->smooth_us) {
        c->smooth_us = r ? r : 1;
        c->variance_us = r / 2;
    } else {
        uint32_t error = r > c->smooth_us ? r - c->smooth_us : c->smooth_us - r;
        c->variance_us = c->variance_us - c->variance_us / 4 + error / 4;
        c->smooth_us = c->smooth_us - c->smooth_us / 8 + r / 8;
    }
    tcp_reset_timeout(c);
}

void tcp_reset_timeout(struct tcp_connection *c) {
    uint32_t timeout = c->smooth_us + 4 * c->variance_us;
    c->timeout_us = timeout < TIMEOUT_MIN_US ? TIMEOUT_MIN_US : timeout > TIMEOUT_MAX_US ? TIMEOUT_MAX_US : timeout;
}

static void back_off(struct tcp_connection *c) {
    c->timeout_us = c->timeout_us > TIMEOUT_MAX_US / 2 ? TIMEOUT_MAX_US : c->timeout_us * 2;
    tcp_arm(c, c->timeout_us);
}

/* One byte beyond the window makes the peer say how large it is now. A peer that answers may take its time. */
static void probe(struct tcp_connection *c) {
    tcp_send_segment(c, c->una, ACK, 1);
    if (!after(c->highest, c->una))
        c->highest = c->una + 1;
    back_off(c);
}

static void retransmit(struct tcp_connection *c) {
    uint32_t half = (c->highest - c->una) / 2, least = 2u * c->segment_size;
    if (++c->retries > RETRIES_MAX) {
        tcp_send_reset(c);
        tcp_free(c);
        return;
    }
    c->slow_start_threshold = half > least ? half : least;
    c->congestion_window = c->segment_size;
    c->recovering = false;
    c->duplicates = 0;
    c->timing = false;
    c->next = c->una;
    back_off(c);
    tcp_output(c);
}

static void resend_syn(struct tcp_connection *c) {
    if (++c->retries > SYN_RETRIES_MAX) {
        tcp_free(c);
        return;
    }
    c->timing = false;
    c->timed_at = time_now(); /* so that the round trip is not measured too long */
    tcp_send_segment(c, c->una, SYN | ACK, 0);
    back_off(c);
}

static void expired(struct tcp_connection *c) {
    c->due = 0;
    if (c->state == SYN_RECEIVED)
        resend_syn(c);
    else if (c->state == TIME_WAIT || c->state == FIN_WAIT_2)
        tcp_free(c);
    else if (!c->window && c->send_used)
        probe(c);
    else if (c->una != c->highest || c->send_used)
        retransmit(c);
}

void tcp_tick(uint64_t now) {
    if (now < deadline)
        return;
    deadline = UINT64_MAX;
    struct tcp_connection *c;
    for (unsigned i = 0; (c = tcp_at(i)); i++) {
        if (c->due && now >= c->due)
            expired(c);
        if (c->blocked && c->state != CLOSED)
            tcp_output(c);
        if (c->due && c->due < deadline)
            deadline = c->due;
    }
}

uint64_t tcp_deadline(void) {
    return deadline;
}
