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

static uint16_t listening;
static udp_receiver *receiver;

static bool send_by(struct netif *nif, uint32_t destination, uint16_t from, uint16_t to, const void *data, size_t size) {
    uint8_t *p = HEADER + size <= nif->mtu - (size_t)IP_HEADER ? ip_begin(nif) : NULL;
    if (!p)
        return false;
    put16(p, from);
    put16(p + 2, to);
    put16(p + 4, (uint16_t)(HEADER + size));
    put16(p + 6, 0);
    memcpy(p + HEADER, data, size);
    uint16_t sum = checksum_pseudo(nif->address, destination, IP_UDP, p, HEADER + size);
    put16(p + 6, sum ? sum : 0xFFFF);
    ip_end(nif, p, destination, IP_UDP, HEADER + size);
    return true;
}

static struct netif *way_to(uint32_t destination) {
    struct netif *way = NULL;
    for (unsigned i = 0; i < netif_count; i++) {
        struct netif *nif = netifs[i];
        if (nif->address && !((destination ^ nif->address) & nif->mask))
            return nif;
        if (nif->address && nif->gateway && !way)
            way = nif;
    }
    return way;
}

void udp_listen(uint16_t port, udp_receiver *to) {
    listening = port;
    receiver = to;
}

bool udp_send(uint32_t destination, uint16_t from, uint16_t to, const void *data, size_t size) {
    struct netif *way = way_to(destination);
    return way && send_by(way, destination, from, to, data, size);
}

void udp_input(const struct ip_packet *packet) {
    if (!is_sound(packet)) {
        net_counters.bad++;
        return;
    }
    if (packet->broadcast)
        return;
    const uint8_t *p = packet->payload;
    uint16_t from = get16(p), to = get16(p + 2);
    size_t size = get16(p + 4) - (size_t)HEADER;
    if (listening && to == listening)
        receiver(packet, from, p + HEADER, size);
    else if (to == PORT_ECHO)
        send_by(packet->nif, packet->source, to, from, p + HEADER, size);
    else
        icmp_port_unreachable(packet);
}
