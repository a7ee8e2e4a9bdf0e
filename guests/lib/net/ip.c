/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 791; RFC 1122 §3.2.1 (checks on input). Fragments are not put together: they are counted and dropped. */
#include "ip.h"

#include "arp.h"
#include "bytes.h"
#include "checksum.h"
#include "eth.h"
#include "icmp.h"
#include "tcp.h"
#include "udp.h"

#define DONT_FRAGMENT 0x4000
#define FRAGMENT_BITS 0x3FFF
#define TIME_TO_LIVE 64

void ip_input(struct netif *nif, const uint8_t *p, size_t size) {
    size_t header = size ? (p[0] & 15u) * 4 : 0;
    if (size < IP_HEADER || p[0] >> 4 != 4 || header < IP_HEADER || header > size || get16(p + 2) < header || get16(p + 2) > size ||
        checksum(p, header)) {
        net_counters.bad++;
        return;
    }
    struct ip_packet packet = {nif, get32(p + 12), get32(p + 16), p, p + header, get16(p + 2) - header, false};
    packet.broadcast = packet.destination == 0xFFFFFFFF || packet.destination == (nif->address | ~nif->mask);
    if (nif->mask >= 0xFFFFFFFE)
        packet.broadcast = packet.destination == 0xFFFFFFFF;
    if (!nif->address || (packet.destination != nif->address && !packet.broadcast))
        return;
    if (get16(p + 6) & FRAGMENT_BITS) {
        net_counters.fragments++;
        return;
    }
    if (p[9] == IP_ICMP)
        icmp_input(&packet);
    else if (p[9] == IP_UDP)
        udp_input(&packet);
    else if (p[9] == IP_TCP && !packet.broadcast)
        tcp_input(&packet);
}

uint8_t *ip_begin(struct netif *nif) {
    uint8_t *frame = nif->frame(nif);
    if (!frame)
        net_counters.no_frame++;
    return frame ? frame + ETH_HEADER + IP_HEADER : NULL;
}

void ip_end(struct netif *nif, uint8_t *payload, uint32_t destination, uint8_t protocol, size_t size) {
    static uint16_t identification;
    uint8_t *p = payload - IP_HEADER;
    uint32_t neighbour = destination;
    if ((destination & nif->mask) != (nif->address & nif->mask) && destination != 0xFFFFFFFF)
        neighbour = nif->gateway;
    if (!neighbour) {
        nif->give_back(nif, p - ETH_HEADER);
        return;
    }
    p[0] = 0x45;
    p[1] = 0;
    put16(p + 2, (uint16_t)(IP_HEADER + size));
    put16(p + 4, identification++);
    put16(p + 6, DONT_FRAGMENT);
    p[8] = TIME_TO_LIVE;
    p[9] = protocol;
    put16(p + 10, 0);
    put32(p + 12, nif->address);
    put32(p + 16, destination);
    put16(p + 10, checksum(p, IP_HEADER));
    arp_send(nif, neighbour, p - ETH_HEADER, IP_HEADER + size);
}
