/* SPDX-License-Identifier: Apache-2.0 */
/* Who has an IPv4 address on the link. */
#ifndef ARP_H
#define ARP_H

#include "netif.h"

void arp_input(struct netif *nif, const uint8_t *packet, size_t size);
void arp_announce(struct netif *nif);

/* Sends the frame, whose IPv4 packet of that size is complete, to the neighbour; keeps it while the neighbour is looked for. */
void arp_send(struct netif *nif, uint32_t neighbour, uint8_t *frame, size_t packet);

void arp_tick(uint64_t now);
uint64_t arp_deadline(void);

#endif
