/* SPDX-License-Identifier: Apache-2.0 */
/* The interfaces and their common round. */
#include "netif.h"

#include "arp.h"
#include "tcp.h"
#include "time.h"

struct netif *netifs[NETIFS_MAX];
unsigned netif_count;
struct net_counters net_counters;

bool netif_add(struct netif *nif) {
    if (netif_count == NETIFS_MAX)
        return false;
    netifs[netif_count++] = nif;
    return true;
}

bool net_poll(void) {
    bool worked = false;
    for (unsigned i = 0; i < netif_count; i++)
        worked |= netifs[i]->poll(netifs[i]);
    uint64_t now = time_now();
    arp_tick(now);
    tcp_tick(now);
    return worked;
}

bool net_has_work(void) {
    for (unsigned i = 0; i < netif_count; i++)
        if (netifs[i]->has_work(netifs[i]))
            return true;
    return false;
}

uint64_t net_deadline(void) {
    uint64_t arp = arp_deadline(), tcp = tcp_deadline();
    return arp < tcp ? arp : tcp;
}
