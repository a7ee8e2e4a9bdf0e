/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4. */
#ifndef IP_H
#define IP_H

#include "netif.h"

#define IP_HEADER 20
#define IP_ICMP 1
#define IP_TCP 6
#define IP_UDP 17

/* A received packet that is for us, its header stripped. */
struct ip_packet {
    struct netif *nif;
    uint32_t source, destination;
    const uint8_t *header, *payload;
    size_t size;
    bool broadcast;
};

void ip_input(struct netif *nif, const uint8_t *packet, size_t size);

/* Room for a payload of up to mtu - 20 bytes, or NULL; then ip_end sends it. */
uint8_t *ip_begin(struct netif *nif);
void ip_end(struct netif *nif, uint8_t *payload, uint32_t destination, uint8_t protocol, size_t size);

#endif
