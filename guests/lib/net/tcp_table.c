/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connections and their buffers, all taken at the start. When there is no room, the oldest TIME_WAIT goes first, then an
 * embryo, then an idle connection of the service; else the newcomer waits, for its SYN will come again.
 */
#include "mem.h"
#include "tcp_internal.h"

#define BUCKETS 512
#define EMBRYO_MIN_AGE SECOND

const struct tcp_service *tcp_service;
struct tcp_limits tcp_limits;

static struct tcp_connection *connections, *free_connections, *buckets[BUCKETS];
static uint8_t **free_buffers;
static unsigned free_buffer_count, open_count;

void tcp_init(const struct tcp_service *service, struct tcp_limits limits) {
    tcp_service = service;
    tcp_limits = limits;
    connections = mem_take(sizeof *connections * limits.connections, 64);
    for (unsigned i = limits.connections; i--;) {
        connections[i].next_free = free_connections;
        free_connections = &connections[i];
    }
    free_buffers = mem_take(sizeof *free_buffers * limits.buffers, 8);
    for (free_buffer_count = 0; free_buffer_count < limits.buffers; free_buffer_count++)
        free_buffers[free_buffer_count] = mem_take(limits.send_size + limits.receive_size, 64);
}

struct tcp_connection *tcp_at(unsigned index) {
    return index < tcp_limits.connections ? &connections[index] : NULL;
}

static unsigned bucket(uint32_t remote, uint16_t remote_port, uint16_t local_port) {
    uint32_t mixed = (remote ^ (uint32_t)remote_port << 16 ^ local_port) * 0x9E3779B1u;
    return mixed >> 23;
}

struct tcp_connection *tcp_find(const struct segment *s) {
    struct tcp_connection *c = buckets[bucket(s->packet->source, s->source_port, s->destination_port)];
    while (c && (c->remote != s->packet->source || c->remote_port != s->source_port || c->local_port != s->destination_port ||
                 c->nif != s->packet->nif))
        c = c->next_in_bucket;
    return c;
}

void tcp_set_state(struct tcp_connection *c, enum tcp_state state) {
    c->state = state;
    c->touched_at = time_now();
}

static void release_buffers(struct tcp_connection *c) {
    if (c->send_ring)
        free_buffers[free_buffer_count++] = c->send_ring;
    c->send_ring = c->receive_buffer = NULL;
    c->send_used = c->receive_used = 0;
}

static void tell_gone(struct tcp_connection *c) {
    if (c->told) {
        c->told = false;
        open_count--;
        tcp_service->gone(c);
    }
}

void tcp_free(struct tcp_connection *c) {
    struct tcp_connection **link = &buckets[bucket(c->remote, c->remote_port, c->local_port)];
    tell_gone(c);
    release_buffers(c);
    while (*link != c)
        link = &(*link)->next_in_bucket;
    *link = c->next_in_bucket;
    *c = (struct tcp_connection){.next_free = free_connections};
    free_connections = c;
}

static struct tcp_connection *oldest_in(enum tcp_state state) {
    struct tcp_connection *oldest = NULL;
    for (unsigned i = 0; i < tcp_limits.connections; i++) {
        struct tcp_connection *c = &connections[i];
        if (c->state == state && (!oldest || c->touched_at < oldest->touched_at))
            oldest = c;
    }
    return oldest;
}

static bool make_room(void) {
    struct tcp_connection *victim = oldest_in(TIME_WAIT);
    if (victim && !free_connections) {
        tcp_free(victim);
        return true;
    }
    victim = oldest_in(SYN_RECEIVED);
    if (victim && time_now() - victim->touched_at > EMBRYO_MIN_AGE) {
        net_counters.tcp_evicted++;
        tcp_free(victim);
        return true;
    }
    victim = NULL;
    for (unsigned i = 0; i < tcp_limits.connections; i++) {
        struct tcp_connection *c = &connections[i];
        if (c->state == ESTABLISHED && c->told && tcp_service->is_idle(c) &&
            (!victim || c->touched_at < victim->touched_at))
            victim = c;
    }
    if (!victim)
        return false;
    net_counters.tcp_evicted++;
    tcp_close(victim);
    tcp_output(victim);
    tcp_rest(victim);
    if (!free_connections)
        tcp_free(victim);
    return true;
}

struct tcp_connection *tcp_create(const struct segment *s) {
    while (!free_connections || !free_buffer_count)
        if (!make_room())
            return NULL;
    struct tcp_connection *c = free_connections;
    unsigned b = bucket(s->packet->source, s->source_port, s->destination_port);
    free_connections = c->next_free;
    *c = (struct tcp_connection){.nif = s->packet->nif, .remote = s->packet->source, .remote_port = s->source_port,
                                 .local_port = s->destination_port, .next_in_bucket = buckets[b]};
    buckets[b] = c;
    c->send_ring = free_buffers[--free_buffer_count];
    c->receive_buffer = c->send_ring + tcp_limits.send_size;
    return c;
}

void tcp_rest(struct tcp_connection *c) {
    tell_gone(c);
    release_buffers(c);
}

void tcp_tell_opened(struct tcp_connection *c) {
    c->told = true;
    open_count++;
    net_counters.tcp_opened++;
    tcp_service->opened(c);
}

unsigned tcp_open_count(void) {
    return open_count;
}

void *tcp_user(struct tcp_connection *c) {
    return c->user;
}

uint32_t tcp_peer_address(const struct tcp_connection *c, uint16_t *port) {
    *port = c->remote_port;
    return c->remote;
}

void tcp_each(void (*visit)(struct tcp_connection *c, uint64_t now)) {
    uint64_t now = time_now();
    for (unsigned i = 0; i < tcp_limits.connections; i++)
        if (connections[i].told)
            visit(&connections[i], now);
}

bool tcp_all_sent(void) {
    for (unsigned i = 0; i < tcp_limits.connections; i++)
        if (connections[i].state != CLOSED && connections[i].send_used)
            return false;
    return true;
}
