/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of TCP share. */
#ifndef TCP_INTERNAL_H
#define TCP_INTERNAL_H

#include "tcp.h"
#include "time.h"

#define TCP_HEADER 20

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

/* RFC 9293 §3.3.2, without the states of a client. */
enum tcp_state { CLOSED, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSING, TIME_WAIT, CLOSE_WAIT, LAST_ACK };

struct tcp_connection {
    struct tcp_connection *next_in_bucket, *next_free;
    struct netif *nif;
    uint32_t remote;
    uint16_t local_port, remote_port;
    enum tcp_state state;
    bool told;            /* the service knows of it */
    bool acknowledge_now; /* an ACK is owed even if there are no data to carry it */
    bool blocked;         /* had no frame to send with */
    bool closing;         /* a FIN follows the last byte */
    bool peer_done;
    bool changed;

    /* Sending, RFC 9293 §3.3.1. The ring's first byte has number una. */
    uint32_t una, next, highest, window, window_sequence, window_ack;
    uint8_t window_shift;
    bool scales; /* the peer knows window scaling, and was told that we do */
    uint16_t segment_size;
    uint8_t *send_ring;
    size_t send_start, send_used;

    /* RFC 5681, 6582: congestion and recovery. RFC 6298: the timer. */
    uint32_t congestion_window, slow_start_threshold, recover;
    uint8_t duplicates;
    bool recovering;
    bool timing;
    uint32_t timed_sequence;
    uint64_t timed_at;
    uint32_t smooth_us, variance_us, timeout_us;
    uint8_t retries;
    uint64_t due; /* 0: no timer */

    /* Receiving. */
    uint32_t receive_next, initial_receive;
    uint8_t *receive_buffer;
    size_t receive_used;
    uint32_t promised; /* right edge of the window as the peer knows it */

    uint64_t touched_at; /* when the state changed last, or data came */
    _Alignas(8) uint8_t user[TCP_USER_SIZE];
};

/* A segment that came in. */
struct segment {
    const struct ip_packet *packet;
    uint16_t source_port, destination_port, window, mss;
    uint32_t sequence, acknowledgement;
    uint8_t flags;
    bool has_scale;
    uint8_t scale;
    const uint8_t *data;
    size_t size;
};

extern const struct tcp_service *tcp_service;
extern struct tcp_limits tcp_limits;

static inline bool before(uint32_t a, uint32_t b) { return (int32_t)(a - b) < 0; }
static inline bool after(uint32_t a, uint32_t b) { return (int32_t)(a - b) > 0; }

/* tcp_table.c: connections and their buffers. */
struct tcp_connection *tcp_find(const struct segment *s);
struct tcp_connection *tcp_create(const struct segment *s);
void tcp_set_state(struct tcp_connection *c, enum tcp_state state);
void tcp_tell_opened(struct tcp_connection *c);
void tcp_rest(struct tcp_connection *c); /* without buffers, and the service is told that it is over */
void tcp_free(struct tcp_connection *c);
struct tcp_connection *tcp_at(unsigned index); /* NULL behind the last */

/* tcp_output.c: segments out. */
void tcp_output(struct tcp_connection *c);
bool tcp_send_segment(struct tcp_connection *c, uint32_t sequence, uint8_t flags, size_t data);
void tcp_refuse(const struct segment *s);
void tcp_send_reset(struct tcp_connection *c);
size_t tcp_receive_window(const struct tcp_connection *c);

/* tcp_ack.c: what an acknowledgement means for sending. */
void tcp_acknowledged(struct tcp_connection *c, const struct segment *s);

/* tcp_timer.c. */
void tcp_arm(struct tcp_connection *c, uint64_t in_us);
void tcp_disarm(struct tcp_connection *c);
void tcp_measured(struct tcp_connection *c, uint64_t us);
void tcp_reset_timeout(struct tcp_connection *c);
void tcp_wants_tick(void);

#endif
