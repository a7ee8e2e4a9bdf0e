/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arriving segments, RFC 9293 §3.10.7, with the checks of RFC 5961 §3-4 (a reset must hit the exact number; a SYN inside of a
 * connection is only answered) and RFC 6191's idea that a newer SYN ends TIME_WAIT. Data out of order are not kept.
 */
#include "bytes.h"
#include "checksum.h"
#include "tcp_internal.h"
#include "text.h"

#define DEFAULT_SEGMENT 536
#define OPTION_END 0
#define OPTION_NOTHING 1
#define OPTION_SEGMENT 2
#define OPTION_SCALE 3
#define FIN_WAIT_2_LIMIT_US 5000000u
#define TIME_WAIT_US 10000000u

static void read_options(struct segment *s, const uint8_t *at, size_t size) {
    s->mss = DEFAULT_SEGMENT;
    while (size && *at != OPTION_END) {
        if (*at == OPTION_NOTHING) {
            at++, size--;
            continue;
        }
        if (size < 2 || at[1] < 2 || at[1] > size)
            return;
        if (at[0] == OPTION_SEGMENT && at[1] == 4)
            s->mss = get16(at + 2);
        if (at[0] == OPTION_SCALE && at[1] == 3) {
            s->has_scale = true;
            s->scale = at[2] > 14 ? 14 : at[2];
        }
        size -= at[1];
        at += at[1];
    }
}

static bool read_segment(struct segment *s, const struct ip_packet *packet) {
    const uint8_t *p = packet->payload;
    size_t header = packet->size >= TCP_HEADER ? (size_t)(p[12] >> 4) * 4 : 0;
    if (header < TCP_HEADER || header > packet->size ||
        checksum_pseudo(packet->source, packet->destination, IP_TCP, p, packet->size))
        return false;
    *s = (struct segment){.packet = packet, .source_port = get16(p), .destination_port = get16(p + 2), .sequence = get32(p + 4),
                          .acknowledgement = get32(p + 8), .flags = p[13] & 31, .window = get16(p + 14), .data = p + header,
                          .size = packet->size - header};
    read_options(s, p + TCP_HEADER, header - TCP_HEADER);
    return true;
}

static uint32_t length(const struct segment *s) {
    return (uint32_t)s->size + (s->flags & SYN ? 1 : 0) + (s->flags & FIN ? 1 : 0);
}

/* RFC 6528's form: a clock of 4 microseconds and a mix of the addresses with something that differs from boot to boot. */
static uint32_t initial_sequence(const struct segment *s) {
    static uint64_t secret;
    if (!secret)
        secret = time_entropy() * 0x9E3779B97F4A7C15u | 1;
    uint64_t mixed = secret ^ ((uint64_t)s->packet->source << 32 | (uint32_t)s->source_port << 16 | s->destination_port);
    mixed = (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(mixed >> 32) + (uint32_t)(time_now() / 4000);
}

static void accept_connection(const struct segment *s) {
    struct tcp_connection *c = tcp_create(s);
    if (!c) {
        net_counters.tcp_refused++;
        return;
    }
    uint16_t own = (uint16_t)(c->nif->mtu - IP_HEADER - TCP_HEADER);
    c->segment_size = s->mss < own ? s->mss : own;
    if (c->segment_size < 64)
        c->segment_size = 64;
    c->una = c->next = c->highest = initial_sequence(s);
    c->initial_receive = s->sequence;
    c->receive_next = s->sequence + 1;
    c->window = s->window; /* never scaled in a SYN */
    c->window_sequence = s->sequence;
    c->scales = s->has_scale;
    c->window_shift = s->has_scale ? s->scale : 0;
    c->congestion_window = 10u * c->segment_size; /* RFC 6928 */
    c->slow_start_threshold = UINT32_MAX;
    c->timeout_us = 1000000;
    tcp_set_state(c, SYN_RECEIVED);
    c->timing = true;
    c->timed_sequence = c->una;
    c->timed_at = c->touched_at;
    tcp_send_segment(c, c->una, SYN | ACK, 0);
    c->next = c->highest = c->una + 1;
    tcp_arm(c, c->timeout_us);
}

static bool is_acceptable(const struct tcp_connection *c, const struct segment *s) {
    uint32_t window = (uint32_t)tcp_receive_window(c);
    uint32_t offset = s->sequence - c->receive_next;
    if (!length(s))
        return window ? offset < window || !offset : !offset;
    if (!window)
        return false;
    return offset < window || offset + length(s) - 1 < window;
}

static void take_data(struct tcp_connection *c, const struct segment *s) {
    uint32_t skip = c->receive_next - s->sequence;
    if (!s->size || c->peer_done)
        return;
    c->acknowledge_now = true;
    if (after(s->sequence, c->receive_next) || skip >= s->size)
        return;
    size_t fresh = s->size - skip;
    size_t room = tcp_receive_window(c);
    if (fresh > room)
        fresh = room;
    if (!c->closing) {
        memcpy(c->receive_buffer + c->receive_used, s->data + skip, fresh);
        c->receive_used += fresh;
        c->changed = true;
    }
    c->receive_next += (uint32_t)fresh;
    c->touched_at = time_now();
}

static void enter_time_wait(struct tcp_connection *c) {
    tcp_set_state(c, TIME_WAIT);
    tcp_rest(c);
    tcp_arm(c, TIME_WAIT_US);
}

static void take_fin(struct tcp_connection *c, const struct segment *s) {
    if (!(s->flags & FIN) || c->peer_done || s->sequence + (uint32_t)s->size != c->receive_next)
        return;
    c->receive_next++;
    c->peer_done = c->changed = true;
    c->acknowledge_now = true;
    if (c->state == ESTABLISHED)
        tcp_set_state(c, CLOSE_WAIT);
    else if (c->state == FIN_WAIT_1)
        tcp_set_state(c, CLOSING);
}

/* Our FIN was the last thing in the ring's numbering; past it everything of ours has arrived. */
static bool fin_acknowledged(const struct tcp_connection *c) {
    return c->closing && !c->send_used && c->una == c->highest && c->state >= FIN_WAIT_1;
}

/* Returns false when the connection is no more. */
static bool advance_closing(struct tcp_connection *c) {
    if (!fin_acknowledged(c))
        return true;
    if (c->state == LAST_ACK) {
        tcp_free(c);
        return false;
    }
    if (c->state == FIN_WAIT_1) {
        tcp_set_state(c, FIN_WAIT_2);
        tcp_rest(c);
        tcp_arm(c, FIN_WAIT_2_LIMIT_US);
    }
    return true;
}

/* A window probe, or a FIN behind a full window, still carries a useful acknowledgement (RFC 9293 §3.10.7.4). */
static void answer_unacceptable(struct tcp_connection *c, const struct segment *s) {
    if (s->flags & RST)
        return;
    if (c->state == SYN_RECEIVED && s->flags & SYN && s->sequence == c->initial_receive) {
        tcp_send_segment(c, c->una, SYN | ACK, 0);
        return;
    }
    if (s->flags & ACK && c->state != SYN_RECEIVED && c->state != TIME_WAIT) {
        tcp_acknowledged(c, s);
        if (!advance_closing(c))
            return;
    }
    c->acknowledge_now = true;
    tcp_output(c);
}

static void settle(struct tcp_connection *c) {
    if (c->changed && !c->closing) {
        c->changed = false;
        tcp_service->changed(c);
    }
    if (c->state == CLOSED)
        return;
    if (c->peer_done && (c->state == FIN_WAIT_2 || (c->state == CLOSING && fin_acknowledged(c))))
        enter_time_wait(c);
    tcp_output(c);
}

static void take_reset(struct tcp_connection *c, const struct segment *s) {
    if (s->sequence == c->receive_next) {
        net_counters.tcp_reset++;
        tcp_free(c);
        return;
    }
    c->acknowledge_now = true;
    tcp_output(c);
}

static void existing(struct tcp_connection *c, const struct segment *s) {
    if (c->state == TIME_WAIT && s->flags & SYN && !(s->flags & (RST | ACK)) && after(s->sequence, c->receive_next)) {
        tcp_free(c);
        accept_connection(s);
        return;
    }
    if (!is_acceptable(c, s)) {
        answer_unacceptable(c, s);
        return;
    }
    if (s->flags & RST) {
        take_reset(c, s);
        return;
    }
    if (s->flags & SYN) {
        c->acknowledge_now = true;
        tcp_output(c);
        return;
    }
    if (!(s->flags & ACK))
        return;
    if (c->state == TIME_WAIT) {
        c->acknowledge_now = s->size || s->flags & FIN;
        tcp_output(c);
        return;
    }
    if (c->state == SYN_RECEIVED) {
        if (s->acknowledgement != c->next) {
            tcp_refuse(s);
            return;
        }
        c->una = c->next;
        tcp_disarm(c);
        c->retries = 0;
        tcp_measured(c, (time_now() - c->timed_at) / 1000);
        c->timing = false;
        c->window = (uint32_t)s->window << c->window_shift;
        c->window_ack = s->acknowledgement;
        tcp_set_state(c, ESTABLISHED);
        tcp_tell_opened(c);
    } else {
        tcp_acknowledged(c, s);
    }
    if (!advance_closing(c))
        return;
    take_data(c, s);
    take_fin(c, s);
    settle(c);
}

void tcp_input(const struct ip_packet *packet) {
    struct segment s;
    if (!read_segment(&s, packet)) {
        net_counters.bad++;
        return;
    }
    struct tcp_connection *c = tcp_find(&s);
    if (c)
        existing(c, &s);
    else if (tcp_service && s.destination_port == tcp_service->port && (s.flags & (SYN | ACK | RST)) == SYN)
        accept_connection(&s);
    else if (!(s.flags & RST))
        tcp_refuse(&s);
}
