/* SPDX-License-Identifier: Apache-2.0 */
/* A network interface: what the stack knows of a device, and what a driver does for the stack. */
#ifndef NETIF_H
#define NETIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NETIFS_MAX 4
#define MAC_SIZE 6

struct netif {
    uint8_t mac[MAC_SIZE];
    uint16_t mtu;

    /* IPv4; an IPv6 module would keep its addresses beside these. Address 0: none. */
    uint32_t address, mask, gateway;

    /* A frame to fill (mtu + 14 bytes), or NULL when all are under way; then either send it or give it back. */
    uint8_t *(*frame)(struct netif *nif);
    void (*send)(struct netif *nif, uint8_t *frame, size_t size);
    void (*give_back)(struct netif *nif, uint8_t *frame);

    /* Feeds what has arrived to eth_input; false when there was nothing. Afterwards what was sent is on its way. */
    bool (*poll)(struct netif *nif);
    bool (*has_work)(const struct netif *nif);
    void *driver;
};

struct net_counters {
    uint64_t received, sent, bad, fragments, no_frame, arp_unresolved;
    uint64_t tcp_opened, tcp_refused, tcp_retransmitted, tcp_reset, tcp_evicted;
};

extern struct netif *netifs[NETIFS_MAX];
extern unsigned netif_count;
extern struct net_counters net_counters;

/* Adds an interface; false when there are enough already. */
bool netif_add(struct netif *nif);

/* One round of all interfaces and timers; false when there was nothing to do. */
bool net_poll(void);
bool net_has_work(void);
uint64_t net_deadline(void); /* when the next timer is due */

#endif
