/* SPDX-License-Identifier: Apache-2.0 */
/* TCP for servers: connections are accepted, never opened. */
#ifndef TCP_H
#define TCP_H

#include "ip.h"

#define TCP_USER_SIZE 64

struct tcp_connection;

/* What a server is told. Each may call any function below on the connection. */
struct tcp_service {
    uint16_t port;
    void (*opened)(struct tcp_connection *c);
    void (*changed)(struct tcp_connection *c); /* there is more to read, more room to write, or the peer is done */
    void (*gone)(struct tcp_connection *c);    /* over, however it came; the connection must not be used any more */
    bool (*is_idle)(const struct tcp_connection *c); /* may be closed when room is needed */
};

struct tcp_limits {
    unsigned connections, buffers;
    size_t receive_size, send_size;
};

void tcp_init(const struct tcp_service *service, struct tcp_limits limits);

/* Received bytes that lie there; tcp_consume lets go of the first of them. */
const uint8_t *tcp_received(const struct tcp_connection *c, size_t *size);
void tcp_consume(struct tcp_connection *c, size_t size);
bool tcp_peer_done(const struct tcp_connection *c); /* nothing more will come */

/* Takes as many bytes as there is room for, and says how many. */
size_t tcp_write(struct tcp_connection *c, const void *bytes, size_t size);
size_t tcp_room(const struct tcp_connection *c);
size_t tcp_unacknowledged(const struct tcp_connection *c);

void tcp_close(struct tcp_connection *c); /* after what was written has been sent; what still comes is thrown away */
void tcp_flush(struct tcp_connection *c); /* needed after a close or a write outside of the service's own functions */
void tcp_abort(struct tcp_connection *c); /* at once, with a reset */

/* Calls visit for every connection that the service has. */
void tcp_each(void (*visit)(struct tcp_connection *c, uint64_t now));
void *tcp_user(struct tcp_connection *c); /* TCP_USER_SIZE bytes that are the service's, zero at first */
uint32_t tcp_peer_address(const struct tcp_connection *c, uint16_t *port);
unsigned tcp_open_count(void);
bool tcp_all_sent(void);

void tcp_input(const struct ip_packet *packet);
void tcp_tick(uint64_t now);
uint64_t tcp_deadline(void);

#endif
