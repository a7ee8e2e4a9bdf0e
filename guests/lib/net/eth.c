/* SPDX-License-Identifier: Apache-2.0 */
/* IEEE 802.3 clause 3 with the types of RFC 894 and RFC 826. An IPv6 module would be one more type here (0x86DD). */
#include "eth.h"

#include "arp.h"
#include "bytes.h"
#include "ip.h"
#include "text.h"

const uint8_t eth_broadcast[MAC_SIZE] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

void eth_input(struct netif *nif, const uint8_t *frame, size_t size) {
    net_counters.received++;
    if (size < ETH_HEADER || (memcmp(frame, nif->mac, MAC_SIZE) && !(frame[0] & 1)))
        return;
    uint16_t type = get16(frame + 12);
    if (type == ETH_ARP)
        arp_input(nif, frame + ETH_HEADER, size - ETH_HEADER);
    else if (type == ETH_IPV4)
        ip_input(nif, frame + ETH_HEADER, size - ETH_HEADER);
}

void eth_send(struct netif *nif, uint8_t *frame, const uint8_t *to, uint16_t type, size_t payload) {
    memcpy(frame, to, MAC_SIZE);
    memcpy(frame + MAC_SIZE, nif->mac, MAC_SIZE);
    put16(frame + 12, type);
    net_counters.sent++;
    nif->send(nif, frame, ETH_HEADER + payload);
}
