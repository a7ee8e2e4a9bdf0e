/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 792; RFC 1122 §3.2.2 (no answers to broadcasts; at least 8 bytes of the offending datagram come back). */
#include "icmp.h"

#include "bytes.h"
#include "checksum.h"
#include "text.h"

#define HEADER 8
#define ECHO_REPLY 0
#define UNREACHABLE 3
#define UNREACHABLE_PORT 3
#define ECHO 8

void icmp_input(const struct ip_packet *packet) {
    if (packet->size < HEADER || checksum(packet->payload, packet->size)) {
        net_counters.bad++;
        return;
    }
    if (packet->payload[0] != ECHO || packet->broadcast || packet->size > packet->nif->mtu - (size_t)IP_HEADER)
        return;
    uint8_t *reply = ip_begin(packet->nif);
    if (!reply)
        return;
    memcpy(reply, packet->payload, packet->size);
    reply[0] = ECHO_REPLY;
    reply[1] = 0;
    put16(reply + 2, 0);
    put16(reply + 2, checksum(reply, packet->size));
    ip_end(packet->nif, reply, packet->source, IP_ICMP, packet->size);
}

void icmp_port_unreachable(const struct ip_packet *packet) {
    size_t quoted = (size_t)(packet->payload - packet->header) + 8;
    uint8_t *word = ip_begin(packet->nif);
    if (!word)
        return;
    memset(word, 0, HEADER);
    word[0] = UNREACHABLE;
    word[1] = UNREACHABLE_PORT;
    memcpy(word + HEADER, packet->header, quoted);
    put16(word + 2, checksum(word, HEADER + quoted));
    ip_end(packet->nif, word, packet->source, IP_ICMP, HEADER + quoted);
}
