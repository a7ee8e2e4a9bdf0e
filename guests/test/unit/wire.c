/* SPDX-License-Identifier: Apache-2.0 */
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>

#include "arp.h"
#include "bytes.h"
#include "checksum.h"
#include "eth.h"
#include "ip.h"
#include "mem.h"
#include "tcp.h"
#include "text.h"
#include "time.h"
#include "unit.h"

#define DELAY MILLISECOND
#define UNDER_WAY_MAX 20000

struct under_way {
    uint64_t at, number;
    uint8_t *frame;
    size_t size;
    bool to_peer;
};

struct netif wire_netif;
uint64_t wire_now = SECOND;
unsigned wire_frames_out, wire_frames_limit = 100;
void (*wire_to_peer)(const struct wire_segment *s);

static const uint8_t peer_mac[MAC_SIZE] = {2, 0, 0, 0, 0, 1};
static struct under_way queue[UNDER_WAY_MAX];
static unsigned queued;
static struct wire_faults faults;
static uint64_t seed = 12345;

uint64_t time_now(void) {
    return wire_now;
}

uint64_t time_entropy(void) {
    return 42;
}

void *mem_take(size_t size, size_t alignment) {
    (void)alignment;
    return calloc(1, size);
}

static void enqueue(const uint8_t *frame, size_t size, bool to_peer, uint64_t at) {
    if (queued == UNDER_WAY_MAX)
        abort();
    static uint64_t number;
    queue[queued].at = at;
    queue[queued].number = number++;
    queue[queued].to_peer = to_peer;
    queue[queued].size = size;
    queue[queued].frame = malloc(size);
    memcpy(queue[queued++].frame, frame, size);
}

static void carry(const uint8_t *frame, size_t size, bool to_peer) {
    uint64_t at = wire_now + DELAY;
    if (unit_random(&seed) % 100 < faults.loss)
        return;
    if (unit_random(&seed) % 100 < faults.late)
        at += unit_random(&seed) % (20 * DELAY);
    enqueue(frame, size, to_peer, at);
    if (unit_random(&seed) % 100 < faults.doubled)
        enqueue(frame, size, to_peer, at + DELAY / 2);
}

static uint8_t *frame_of(struct netif *nif) {
    (void)nif;
    if (wire_frames_out >= wire_frames_limit)
        return NULL;
    wire_frames_out++;
    return malloc(1514);
}

static void give_back(struct netif *nif, uint8_t *frame) {
    (void)nif;
    wire_frames_out--;
    free(frame);
}

static void send_out(struct netif *nif, uint8_t *frame, size_t size) {
    carry(frame, size, true);
    give_back(nif, frame);
}

static void answer_arp(const uint8_t *p) {
    uint8_t frame[42] = {0};
    if (get16(p + 6) != 1)
        return;
    memcpy(frame, wire_netif.mac, MAC_SIZE);
    memcpy(frame + 6, peer_mac, MAC_SIZE);
    put16(frame + 12, ETH_ARP);
    memcpy(frame + 14, p, 8);
    put16(frame + 20, 2);
    memcpy(frame + 22, peer_mac, MAC_SIZE);
    put32(frame + 28, get32(p + 24));
    memcpy(frame + 32, wire_netif.mac, MAC_SIZE);
    put32(frame + 38, WIRE_OUR_ADDRESS);
    carry(frame, sizeof frame, false);
}

static void deliver_to_peer(const uint8_t *frame, size_t size) {
    struct wire_segment s = {.scale = 255};
    const uint8_t *p = frame + 14;
    if (get16(frame + 12) == ETH_ARP) {
        answer_arp(p);
        return;
    }
    CHECK(size >= 34 && !checksum(p, 20) && get16(p + 2) == size - 14);
    if (p[9] != IP_TCP)
        return;
    const uint8_t *t = p + 20;
    size_t length = size - 34, header = (size_t)(t[12] >> 4) * 4;
    CHECK(!checksum_pseudo(WIRE_OUR_ADDRESS, get32(p + 16), IP_TCP, t, length));
    s.source = get16(t);
    s.destination = get16(t + 2);
    s.sequence = get32(t + 4);
    s.acknowledgement = get32(t + 8);
    s.flags = t[13];
    s.window = get16(t + 14);
    s.from = get32(p + 16);
    if (s.flags & 2) {
        CHECK(header >= 24 && t[20] == 2);
        s.mss = get16(t + 22);
        s.scale = header >= 28 && t[25] == 3 ? t[27] : 255;
    }
    s.data = t + header;
    s.size = length - header;
    if (wire_to_peer)
        wire_to_peer(&s);
}

size_t wire_build(const struct wire_segment *s, uint8_t *frame) {
    size_t header = 20 + (s->mss ? 4u : 0) + (s->mss && s->scale != 255 ? 4u : 0), size = 34 + header + s->size;
    uint8_t *p = frame + 14, *t = p + 20;
    memset(frame, 0, 34 + header);
    memcpy(frame, wire_netif.mac, MAC_SIZE);
    memcpy(frame + 6, peer_mac, MAC_SIZE);
    put16(frame + 12, ETH_IPV4);
    p[0] = 0x45;
    put16(p + 2, (uint16_t)(size - 14));
    p[8] = 64;
    p[9] = IP_TCP;
    put32(p + 12, s->from ? s->from : WIRE_PEER_ADDRESS);
    put32(p + 16, WIRE_OUR_ADDRESS);
    put16(p + 10, checksum(p, 20));
    put16(t, s->source);
    put16(t + 2, s->destination);
    put32(t + 4, s->sequence);
    put32(t + 8, s->acknowledgement);
    t[12] = (uint8_t)(header / 4 << 4);
    t[13] = s->flags;
    put16(t + 14, s->window);
    if (s->mss) {
        t[20] = 2;
        t[21] = 4;
        put16(t + 22, s->mss);
        if (s->scale != 255) {
            t[24] = 1;
            t[25] = 3;
            t[26] = 3;
            t[27] = s->scale;
        }
    }
    if (s->size)
        memcpy(t + header, s->data, s->size);
    put16(t + 16, checksum_pseudo(s->from ? s->from : WIRE_PEER_ADDRESS, WIRE_OUR_ADDRESS, IP_TCP, t, header + s->size));
    return size;
}

void wire_send(const struct wire_segment *s) {
    uint8_t frame[2000];
    size_t size = wire_build(s, frame);
    carry(frame, size, false);
}

/* An exact copy, so that reading beyond the frame is found out. */
void wire_raw(const uint8_t *frame, size_t size) {
    uint8_t *exact = malloc(size ? size : 1);
    memcpy(exact, frame, size);
    eth_input(&wire_netif, exact, size);
    free(exact);
}

static bool is_earlier(const struct under_way *a, const struct under_way *b) {
    return a->at != b->at ? a->at < b->at : a->number < b->number;
}

static bool deliver_next(uint64_t until) {
    unsigned first = 0;
    for (unsigned i = 1; i < queued; i++)
        if (is_earlier(&queue[i], &queue[first]))
            first = i;
    if (!queued || queue[first].at > until)
        return false;
    struct under_way u = queue[first];
    queue[first] = queue[--queued];
    if (u.at > wire_now)
        wire_now = u.at;
    if (u.to_peer)
        deliver_to_peer(u.frame, u.size);
    else
        wire_raw(u.frame, u.size);
    free(u.frame);
    return true;
}

void wire_run(uint64_t until) {
    for (;;) {
        uint64_t timer = net_deadline();
        if (deliver_next(timer < until ? timer : until))
            continue;
        if (timer > until)
            break;
        if (timer > wire_now)
            wire_now = timer;
        arp_tick(wire_now);
        tcp_tick(wire_now);
    }
    wire_now = until;
}

void wire_start(struct wire_faults f) {
    wire_netif = (struct netif){.mac = {2, 0, 0, 0, 0, 2}, .mtu = 1500, .address = WIRE_OUR_ADDRESS, .mask = 0xFFFFFF00,
                                .gateway = WIRE_PEER_ADDRESS, .frame = frame_of, .send = send_out, .give_back = give_back};
    faults = f;
    wire_to_peer = NULL;
    while (queued)
        free(queue[--queued].frame);
}
