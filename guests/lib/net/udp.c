/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 768; echo is RFC 862. A sum that comes out as zero is sent as all ones. */
#include "udp.h"

#include "bytes.h"
#include "checksum.h"
#include "icmp.h"
#include "text.h"

#define HEADER 8
#define PORT_ECHO 7

static bool is_sound(const struct ip_packet *packet) {
    const uint8_t *p = packet->payload;
    if (packet->size < HEADER || get16(p + 4) < HEADER || get16(p + 4) > packet->size)
        return false;
    return !get16(p + 6) || !checksum_pseudo(packet->source, packet->destination, IP_UDP, p, get16(p + 4));
}

static void echo(const struct ip_packet *packet) {
    const uint8_t *p = packet->payload;
    uint16_t size = get16(p + 4);
    struct netif *nif = packet->nif;
    uint8_t *reply = size <= nif->mtu - IP_HEADER ? ip_begin(nif) : NULL;
    if (!reply)
        return;
    put16(reply, get16(p + 2));
    put16(reply + 2, get16(p));
    put16(reply + 4, size);
    put16(reply + 6, 0);
    memcpy(reply + HEADER, p + HEADER, size - (size_t)HEADER);
    uint16_t sum = checksum_pseudo(nif->address, packet->source, IP_UDP, reply, size);
    put16(reply + 6, sum ? sum : 0xFFFF);
    ip_end(nif, reply, packet->source, IP_UDP, size);
}

void udp_input(const struct ip_packet *packet) {
    if (!is_sound(packet)) {
        net_counters.bad++;
        return;
    }
    if (packet->broadcast)
        return;
    if (get16(packet->payload + 2) == PORT_ECHO)
        echo(packet);
    else
        icmp_port_unreachable(packet);
}
