/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 826 (answers and learning), RFC 5227 §3 (announcement), RFC 1122 §2.3.2 (age, rate of questions, one packet kept per
 * neighbour). An entry that grows old is asked for again while it still serves.
 */
#include "arp.h"

#include "bytes.h"
#include "eth.h"
#include "text.h"
#include "time.h"

#define PACKET 28
#define REQUEST 1
#define REPLY 2
#define ENTRIES 128
#define KEPT_MAX 16
#define FRESH (60 * SECOND)
#define AGAIN SECOND
#define QUESTIONS 3

struct entry {
    struct netif *nif; /* NULL: free */
    uint32_t address;
    bool known;
    uint8_t mac[MAC_SIZE], questions;
    uint64_t due, used;
    uint8_t *kept;
    size_t kept_size;
};

static struct entry entries[ENTRIES];
static unsigned kept_count;
static uint64_t deadline = UINT64_MAX;

static void send_packet(struct netif *nif, uint16_t operation, const uint8_t *mac, uint32_t target, const uint8_t *target_mac) {
    static const uint8_t unknown[MAC_SIZE];
    uint8_t *frame = nif->frame(nif);
    if (!frame) {
        net_counters.no_frame++;
        return;
    }
    uint8_t *p = frame + ETH_HEADER;
    put16(p, 1);
    put16(p + 2, ETH_IPV4);
    p[4] = MAC_SIZE;
    p[5] = 4;
    put16(p + 6, operation);
    memcpy(p + 8, nif->mac, MAC_SIZE);
    put32(p + 14, nif->address);
    memcpy(p + 18, target_mac ? target_mac : unknown, MAC_SIZE);
    put32(p + 24, target);
    eth_send(nif, frame, mac, ETH_ARP, PACKET);
}

static void due_at(struct entry *e, uint64_t when) {
    e->due = when;
    if (when < deadline)
        deadline = when;
}

static struct entry *find(const struct netif *nif, uint32_t address) {
    for (unsigned i = 0; i < ENTRIES; i++)
        if (entries[i].nif == nif && entries[i].address == address)
            return &entries[i];
    return NULL;
}

static void drop_kept(struct entry *e) {
    if (!e->kept)
        return;
    e->nif->give_back(e->nif, e->kept);
    e->kept = NULL;
    kept_count--;
    net_counters.arp_unresolved++;
}

static struct entry *create(struct netif *nif, uint32_t address) {
    struct entry *oldest = &entries[0];
    for (unsigned i = 0; i < ENTRIES && oldest->nif; i++)
        if (!entries[i].nif || entries[i].used < oldest->used)
            oldest = &entries[i];
    if (oldest->nif)
        drop_kept(oldest);
    *oldest = (struct entry){.nif = nif, .address = address, .used = time_now()};
    return oldest;
}

static void learn(struct entry *e, const uint8_t *mac) {
    memcpy(e->mac, mac, MAC_SIZE);
    e->known = true;
    e->questions = 0;
    due_at(e, time_now() + FRESH);
    if (e->kept) {
        eth_send(e->nif, e->kept, e->mac, ETH_IPV4, e->kept_size);
        e->kept = NULL;
        kept_count--;
    }
}

void arp_input(struct netif *nif, const uint8_t *p, size_t size) {
    if (size < PACKET || get16(p) != 1 || get16(p + 2) != ETH_IPV4 || p[4] != MAC_SIZE || p[5] != 4) {
        net_counters.bad++;
        return;
    }
    uint32_t sender = get32(p + 14), target = get32(p + 24);
    if (sender == nif->address || !nif->address || p[8] & 1)
        return;
    struct entry *e = sender ? find(nif, sender) : NULL;
    if (!e && sender && target == nif->address)
        e = create(nif, sender);
    if (e)
        learn(e, p + 8);
    if (get16(p + 6) == REQUEST && target == nif->address)
        send_packet(nif, REPLY, p + 8, sender, p + 8);
}

void arp_announce(struct netif *nif) {
    send_packet(nif, REQUEST, eth_broadcast, nif->address, NULL);
}

static void ask(struct entry *e, uint64_t now) {
    e->questions++;
    due_at(e, now + AGAIN);
    send_packet(e->nif, REQUEST, eth_broadcast, e->address, NULL);
}

void arp_send(struct netif *nif, uint32_t neighbour, uint8_t *frame, size_t packet) {
    if (neighbour == 0xFFFFFFFF) {
        eth_send(nif, frame, eth_broadcast, ETH_IPV4, packet);
        return;
    }
    struct entry *e = find(nif, neighbour);
    if (!e)
        e = create(nif, neighbour);
    e->used = time_now();
    if (e->known) {
        eth_send(nif, frame, e->mac, ETH_IPV4, packet);
        return;
    }
    if (e->kept || kept_count == KEPT_MAX) {
        net_counters.arp_unresolved++;
        nif->give_back(nif, frame);
    } else {
        e->kept = frame;
        e->kept_size = packet;
        kept_count++;
    }
    if (!e->questions)
        ask(e, e->used);
}

/* Old entries are forgotten unless somebody used them of late; then they are asked for again. */
static void tick_entry(struct entry *e, uint64_t now) {
    if (e->questions >= QUESTIONS || (e->known && !e->questions && now - e->used > FRESH)) {
        drop_kept(e);
        e->nif = NULL;
        return;
    }
    ask(e, now);
}

void arp_tick(uint64_t now) {
    if (now < deadline)
        return;
    deadline = UINT64_MAX;
    for (unsigned i = 0; i < ENTRIES; i++) {
        if (!entries[i].nif)
            continue;
        if (now >= entries[i].due)
            tick_entry(&entries[i], now);
        else
            due_at(&entries[i], entries[i].due);
    }
}

uint64_t arp_deadline(void) {
    return deadline;
}
