/* SPDX-License-Identifier: Apache-2.0 */
/* What a service does with a connection. */
#include "tcp.h"

#include "tcp_internal.h"
#include "text.h"

const uint8_t *tcp_received(const struct tcp_connection *c, size_t *size) {
    *size = c->receive_used;
    return c->receive_buffer;
}

/* The peer is told of a larger window only when that is news (RFC 9293 §3.8.6.2.2). */
void tcp_consume(struct tcp_connection *c, size_t size) {
    c->receive_used -= size;
    memmove(c->receive_buffer, c->receive_buffer + size, c->receive_used);
    uint32_t edge = c->receive_next + (uint32_t)tcp_receive_window(c);
    uint32_t worth = (uint32_t)tcp_limits.receive_size / 2;
    uint32_t segment = c->segment_size;
    if (edge - c->promised >= (segment < worth ? segment : worth))
        c->acknowledge_now = true;
}

bool tcp_peer_done(const struct tcp_connection *c) {
    return c->peer_done;
}

size_t tcp_room(const struct tcp_connection *c) {
    return c->closing || !c->send_ring ? 0 : tcp_limits.send_size - c->send_used;
}

size_t tcp_unacknowledged(const struct tcp_connection *c) {
    return c->send_used;
}

size_t tcp_write(struct tcp_connection *c, const void *bytes, size_t size) {
    size_t room = tcp_room(c);
    if (size > room)
        size = room;
    size_t at = (c->send_start + c->send_used) % tcp_limits.send_size;
    size_t first = tcp_limits.send_size - at < size ? tcp_limits.send_size - at : size;
    memcpy(c->send_ring + at, bytes, first);
    memcpy(c->send_ring, (const uint8_t *)bytes + first, size - first);
    c->send_used += size;
    return size;
}

void tcp_close(struct tcp_connection *c) {
    if (c->closing || c->state == CLOSED)
        return;
    c->closing = true;
    c->receive_used = 0;
}

void tcp_flush(struct tcp_connection *c) {
    tcp_output(c);
}

void tcp_abort(struct tcp_connection *c) {
    if (c->state == CLOSED)
        return;
    tcp_send_reset(c);
    tcp_free(c);
}
