/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet II frames. */
#ifndef ETH_H
#define ETH_H

#include "netif.h"

#define ETH_HEADER 14
#define ETH_ARP 0x0806
#define ETH_IPV4 0x0800

extern const uint8_t eth_broadcast[MAC_SIZE];

void eth_input(struct netif *nif, const uint8_t *frame, size_t size);

/* Completes a frame whose payload of that size stands behind the header, and sends it. */
void eth_send(struct netif *nif, uint8_t *frame, const uint8_t *to, uint16_t type, size_t payload);

#endif
