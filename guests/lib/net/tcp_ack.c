/* SPDX-License-Identifier: Apache-2.0 */
/* Acknowledgements: window (RFC 9293 §3.10.7.4), congestion control (RFC 5681), recovery without SACK (RFC 6582). */
#include "tcp_internal.h"

static uint32_t in_flight(const struct tcp_connection *c) {
    return c->highest - c->una;
}

static void halve(struct tcp_connection *c) {
    uint32_t half = in_flight(c) / 2, least = 2u * c->segment_size;
    c->slow_start_threshold = half > least ? half : least;
}

static void resend_first(struct tcp_connection *c) {
    size_t size = c->send_used < c->segment_size ? c->send_used : c->segment_size;
    net_counters.tcp_retransmitted++;
    c->timing = false;
    tcp_send_segment(c, c->una, size ? ACK : ACK | FIN, size);
}

static void duplicate(struct tcp_connection *c) {
    if (c->recovering) {
        c->congestion_window += c->segment_size;
        return;
    }
    if (++c->duplicates < 3)
        return;
    halve(c);
    c->recover = c->highest;
    c->recovering = true;
    c->congestion_window = c->slow_start_threshold + 3u * c->segment_size;
    resend_first(c);
}

static void grow(struct tcp_connection *c, uint32_t count) {
    if (c->congestion_window < c->slow_start_threshold)
        c->congestion_window += count < c->segment_size ? count : c->segment_size;
    else
        c->congestion_window += (uint32_t)c->segment_size * c->segment_size / c->congestion_window + 1;
    if (c->congestion_window > 0x40000000)
        c->congestion_window = 0x40000000;
}

/* The FIN, when it is acknowledged, has a number but no byte in the ring. */
static void forget(struct tcp_connection *c, uint32_t count) {
    size_t bytes = count < c->send_used ? count : c->send_used;
    c->send_used -= bytes;
    c->send_start = c->send_used ? (c->send_start + bytes) % tcp_limits.send_size : 0;
}

static void advance(struct tcp_connection *c, uint32_t acknowledgement) {
    uint32_t count = acknowledgement - c->una;
    if (c->timing && after(acknowledgement, c->timed_sequence)) {
        tcp_measured(c, (time_now() - c->timed_at) / 1000);
        c->timing = false;
    }
    forget(c, count);
    c->una = acknowledgement;
    if (before(c->next, c->una))
        c->next = c->una;
    c->duplicates = 0;
    c->retries = 0;
    c->changed = true;
    if (!c->recovering) {
        grow(c, count);
    } else if (before(acknowledgement, c->recover)) {
        resend_first(c);
        c->congestion_window -= count < c->congestion_window - c->segment_size ? count : c->congestion_window - c->segment_size;
        c->congestion_window += c->segment_size;
    } else {
        c->recovering = false;
        c->congestion_window = c->slow_start_threshold;
    }
    if (c->una == c->highest)
        tcp_disarm(c);
    else
        tcp_arm(c, c->timeout_us);
}

void tcp_acknowledged(struct tcp_connection *c, const struct segment *s) {
    uint32_t window = (uint32_t)s->window << c->window_shift;
    if (after(s->acknowledgement, c->highest)) {
        c->acknowledge_now = true;
        return;
    }
    bool same = s->acknowledgement == c->una && !s->size && !(s->flags & FIN) && window == c->window;
    if (after(s->acknowledgement, c->una))
        advance(c, s->acknowledgement);
    else if (same && c->una != c->highest && window)
        duplicate(c);
    if (before(s->acknowledgement, c->una))
        return;
    if (after(s->sequence, c->window_sequence) ||
        (s->sequence == c->window_sequence && !before(s->acknowledgement, c->window_ack))) {
        if (!c->window && window) {
            c->retries = 0;
            tcp_reset_timeout(c);
            tcp_disarm(c);
        }
        c->window = window;
        c->window_sequence = s->sequence;
        c->window_ack = s->acknowledgement;
    }
}
