/* SPDX-License-Identifier: Apache-2.0 */
/* Segments that leave: RFC 9293 §3.8.6.2 (silly windows), §3.10.7.1 (refusal), §3.7.1 and RFC 7323 §2.2 (options). */
#include "bytes.h"
#include "checksum.h"
#include "tcp_internal.h"
#include "text.h"

#define WINDOW_MAX 65535u

size_t tcp_receive_window(const struct tcp_connection *c) {
    size_t room = c->closing ? tcp_limits.receive_size : tcp_limits.receive_size - c->receive_used;
    return room < WINDOW_MAX ? room : WINDOW_MAX;
}

static size_t put_options(uint8_t *at, const struct tcp_connection *c, uint8_t flags) {
    if (!(flags & SYN))
        return 0;
    at[0] = 2;
    at[1] = 4;
    put16(at + 2, (uint16_t)(c->nif->mtu - IP_HEADER - TCP_HEADER));
    if (!c->scales)
        return 4;
    at[4] = 1; /* nothing, to keep four bytes aligned */
    at[5] = 3;
    at[6] = 3;
    at[7] = 0; /* our own window is never scaled */
    return 8;
}

static void put_header(uint8_t *at, uint16_t from, uint16_t to, uint32_t sequence, uint32_t acknowledgement, size_t header) {
    put16(at, from);
    put16(at + 2, to);
    put32(at + 4, sequence);
    put32(at + 8, acknowledgement);
    at[12] = (uint8_t)(header / 4 << 4);
    put16(at + 16, 0);
    put16(at + 18, 0);
}

static void copy_from_ring(const struct tcp_connection *c, uint8_t *to, uint32_t offset, size_t size) {
    size_t at = (c->send_start + offset) % tcp_limits.send_size;
    size_t first = tcp_limits.send_size - at;
    if (first > size)
        first = size;
    memcpy(to, c->send_ring + at, first);
    memcpy(to + first, c->send_ring, size - first);
}

bool tcp_send_segment(struct tcp_connection *c, uint32_t sequence, uint8_t flags, size_t data) {
    uint8_t *at = ip_begin(c->nif);
    if (!at) {
        c->blocked = true;
        tcp_wants_tick();
        return false;
    }
    size_t header = TCP_HEADER + put_options(at + TCP_HEADER, c, flags);
    size_t window = tcp_receive_window(c);
    put_header(at, c->local_port, c->remote_port, sequence, c->receive_next, header);
    at[13] = flags;
    put16(at + 14, (uint16_t)window);
    if (data)
        copy_from_ring(c, at + header, sequence - c->una, data);
    put16(at + 16, checksum_pseudo(c->nif->address, c->remote, IP_TCP, at, header + data));
    ip_end(c->nif, at, c->remote, IP_TCP, header + data);
    c->acknowledge_now = false;
    c->promised = c->receive_next + (uint32_t)window;
    return true;
}

void tcp_refuse(const struct segment *s) {
    uint8_t *at = ip_begin(s->packet->nif);
    if (!at)
        return;
    uint32_t length = (uint32_t)s->size + (s->flags & SYN ? 1 : 0) + (s->flags & FIN ? 1 : 0);
    bool acknowledges = s->flags & ACK;
    put_header(at, s->destination_port, s->source_port, acknowledges ? s->acknowledgement : 0,
               acknowledges ? 0 : s->sequence + length, TCP_HEADER);
    at[13] = acknowledges ? RST : RST | ACK;
    put16(at + 14, 0);
    put16(at + 16, checksum_pseudo(s->packet->nif->address, s->packet->source, IP_TCP, at, TCP_HEADER));
    ip_end(s->packet->nif, at, s->packet->source, IP_TCP, TCP_HEADER);
}

void tcp_send_reset(struct tcp_connection *c) {
    tcp_send_segment(c, c->next, RST | ACK, 0);
}

static bool can_send(const struct tcp_connection *c) {
    return c->state == ESTABLISHED || c->state == CLOSE_WAIT || c->state == FIN_WAIT_1 || c->state == CLOSING || c->state == LAST_ACK;
}

static void sent(struct tcp_connection *c, uint32_t count) {
    if (!c->timing && c->next == c->highest) {
        c->timing = true;
        c->timed_sequence = c->next;
        c->timed_at = time_now();
    }
    if (before(c->next, c->highest))
        net_counters.tcp_retransmitted++;
    c->next += count;
    if (after(c->next, c->highest))
        c->highest = c->next;
    if (!c->due)
        tcp_arm(c, c->timeout_us);
}

/* How much may go in the next segment: whole ones, unless the rest fits in one or nothing is under way. */
static size_t next_size(const struct tcp_connection *c, uint32_t offset) {
    uint32_t window = c->window < c->congestion_window ? c->window : c->congestion_window;
    size_t left = c->send_used - offset;
    size_t size = left < c->segment_size ? left : c->segment_size;
    if (offset >= window)
        return 0;
    if (size > window - offset)
        size = window - offset;
    return size < c->segment_size && size < left && offset ? 0 : size;
}

static void send_data(struct tcp_connection *c) {
    for (;;) {
        uint32_t offset = c->next - c->una;
        if (offset >= c->send_used)
            return;
        size_t size = next_size(c, offset);
        bool last = offset + size == c->send_used;
        if (!size || !tcp_send_segment(c, c->next, last ? ACK | PSH : ACK, size))
            return;
        sent(c, (uint32_t)size);
    }
}

static void send_fin(struct tcp_connection *c) {
    if (!c->closing || c->next - c->una != c->send_used)
        return;
    if (!tcp_send_segment(c, c->next, FIN | ACK, 0))
        return;
    if (c->state == ESTABLISHED)
        tcp_set_state(c, FIN_WAIT_1);
    else if (c->state == CLOSE_WAIT)
        tcp_set_state(c, LAST_ACK);
    sent(c, 1);
}

void tcp_output(struct tcp_connection *c) {
    c->blocked = false;
    if (can_send(c)) {
        send_data(c);
        send_fin(c);
        if (!c->due && (c->send_used || c->una != c->highest))
            tcp_arm(c, c->timeout_us); /* a closed window: time to probe */
    }
    if (c->acknowledge_now && c->state != CLOSED && c->state != SYN_RECEIVED)
        tcp_send_segment(c, c->next, ACK, 0);
}
