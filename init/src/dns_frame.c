/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames: see dns_frame.h. Ethernet II with the types of RFC 894 and RFC 826. Sums of received packets are not looked
 * at, for the packets never were on a wire.
 */
#include "dns_frame.h"

#include <string.h>

enum {
    ETHERNET = 14,
    TYPE_IPV4 = 0x0800,
    TYPE_ARP = 0x0806,
    ARP_PACKET = 28,
    ARP_REQUEST = 1,
    ARP_REPLY = 2,
    IPV4 = 20,
    MORE_FRAGMENTS = 0x2000,
    FRAGMENT = 0x3fff, /* the bit above, and the offset */
    TIME_TO_LIVE = 64,
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    TCP_HEADER = 20,
    TCP_FIN = 1,
    TCP_SYN = 2,
    TCP_RST = 4,
    TCP_ACK = 16,
};

/* Whom ARP finds at our address: locally administered (IEEE 802, the second bit). No frame to it leaves the sandbox. */
static const uint8_t own_mac[6] = {0x02, 0x00, 'j', 'u', 'k', 'e'};

static uint16_t get16(const uint8_t *at) {
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t get32(const uint8_t *at) {
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static void put16(uint8_t *at, size_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value) {
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

/* RFC 1071: adds up 16-bit words; an odd last byte counts as the upper half of one. */
static uint32_t add_up(uint32_t sum, const uint8_t *at, size_t size) {
    for (; size > 1; at += 2, size -= 2) sum += get16(at);
    return size > 0 ? sum + ((uint32_t)at[0] << 8) : sum;
}

static uint16_t folded(uint32_t sum) {
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

/* The sum of TCP and UDP, with the pseudo header of RFC 768. */
static uint16_t sum_between(uint32_t from, uint32_t to, unsigned protocol, const uint8_t *at, size_t size) {
    uint8_t pseudo[12] = {0};
    put32(pseudo, from);
    put32(pseudo + 4, to);
    pseudo[9] = (uint8_t)protocol;
    put16(pseudo + 10, size);
    return folded(add_up(add_up(0, pseudo, sizeof pseudo), at, size));
}

/* The payload of a whole packet of that protocol to ADDRESS; NULL when the frame is anything else. */
static const uint8_t *payload(const uint8_t *frame, size_t size, uint32_t address, unsigned protocol, size_t *length) {
    if (size < ETHERNET + IPV4 || get16(frame + 12) != TYPE_IPV4) return NULL;
    const uint8_t *ip = frame + ETHERNET;
    size_t header = (size_t)(ip[0] & 15) * 4, total = get16(ip + 2);
    if (ip[0] >> 4 != 4 || header < IPV4 || header > total || total > size - ETHERNET) return NULL;
    if (ip[9] != protocol || get32(ip + 16) != address || (get16(ip + 6) & FRAGMENT) != 0) return NULL;
    *length = total - header;
    return ip + header;
}

static void remember(struct asker *asker, const uint8_t *frame, uint16_t port) {
    memcpy(asker->asked_mac, frame, 6);
    memcpy(asker->mac, frame + 6, 6);
    asker->address = get32(frame + ETHERNET + 12);
    asker->port = port;
}

bool frame_query(const uint8_t *frame, size_t size, uint32_t address, struct asker *asker, const uint8_t **message,
                 size_t *length) {
    size_t room;
    const uint8_t *udp = payload(frame, size, address, PROTOCOL_UDP, &room);
    if (udp == NULL || room < UDP_HEADER + DNS_LEAST || get16(udp + 2) != DNS_PORT) return false;
    size_t stated = get16(udp + 4);
    if (stated < UDP_HEADER + DNS_LEAST || stated > room) return false;
    remember(asker, frame, get16(udp));
    *message = udp + UDP_HEADER;
    *length = stated - UDP_HEADER;
    return true;
}

static void put_ethernet(uint8_t *frame, const uint8_t *to, const uint8_t *from, uint16_t type) {
    memcpy(frame, to, 6);
    memcpy(frame + 6, from, 6);
    put16(frame + 12, type);
}

static void put_headers(uint8_t *frame, uint32_t address, const struct asker *to, unsigned protocol, uint16_t id,
                        size_t fragment, size_t payload_size) {
    put_ethernet(frame, to->mac, to->asked_mac, TYPE_IPV4);
    uint8_t *ip = frame + ETHERNET;
    memset(ip, 0, IPV4);
    ip[0] = 4 << 4 | IPV4 / 4;
    put16(ip + 2, IPV4 + payload_size);
    put16(ip + 4, id);
    put16(ip + 6, fragment);
    ip[8] = TIME_TO_LIVE;
    ip[9] = (uint8_t)protocol;
    put32(ip + 12, address);
    put32(ip + 16, to->address);
    put16(ip + 10, folded(add_up(0, ip, IPV4)));
}

/* RFC 826. */
static size_t arp_reply(const uint8_t *frame, size_t size, uint32_t address, uint8_t *reply) {
    static const uint8_t for_ipv4_on_ethernet[6] = {0, 1, TYPE_IPV4 >> 8, 0, 6, 4};
    const uint8_t *arp = frame + ETHERNET;
    if (size < ETHERNET + ARP_PACKET || memcmp(arp, for_ipv4_on_ethernet, 6) != 0) return 0;
    if (get16(arp + 6) != ARP_REQUEST || get32(arp + 24) != address) return 0;
    put_ethernet(reply, frame + 6, own_mac, TYPE_ARP);
    uint8_t *answer = reply + ETHERNET;
    memcpy(answer, arp, 6);
    put16(answer + 6, ARP_REPLY);
    memcpy(answer + 8, own_mac, 6);
    put32(answer + 14, address);
    memcpy(answer + 18, arp + 8, 10);
    return ETHERNET + ARP_PACKET;
}

/* RFC 9293 section 3.10.7.1: what a port that nobody listens on says. */
static size_t tcp_reset(const uint8_t *frame, size_t size, uint32_t address, uint8_t *reply) {
    size_t length;
    const uint8_t *tcp = payload(frame, size, address, PROTOCOL_TCP, &length);
    if (tcp == NULL || length < TCP_HEADER || (tcp[13] & TCP_RST) != 0) return 0;
    size_t header = (size_t)(tcp[12] >> 4) * 4;
    if (header < TCP_HEADER || header > length) return 0;
    struct asker asker;
    remember(&asker, frame, get16(tcp));
    put_headers(reply, address, &asker, PROTOCOL_TCP, 0, 0, TCP_HEADER);
    uint8_t *reset = reply + FRAME_HEADERS;
    memset(reset, 0, TCP_HEADER);
    memcpy(reset, tcp + 2, 2);
    memcpy(reset + 2, tcp, 2);
    reset[12] = TCP_HEADER / 4 << 4;
    if ((tcp[13] & TCP_ACK) != 0) {
        memcpy(reset + 4, tcp + 8, 4);
        reset[13] = TCP_RST;
    } else {
        size_t taken = length - header + ((tcp[13] & TCP_SYN) != 0) + ((tcp[13] & TCP_FIN) != 0);
        put32(reset + 8, get32(tcp + 4) + (uint32_t)taken);
        reset[13] = TCP_RST | TCP_ACK;
    }
    put16(reset + 16, sum_between(address, asker.address, PROTOCOL_TCP, reset, TCP_HEADER));
    return FRAME_HEADERS + TCP_HEADER;
}

size_t frame_reply(const uint8_t *frame, size_t size, uint32_t address, uint8_t *reply) {
    if (size < ETHERNET || (frame[6] & 1) != 0) return 0; /* no one host is meant by a sender that is a group */
    if (get16(frame + 12) == TYPE_ARP) return arp_reply(frame, size, address, reply);
    return tcp_reset(frame, size, address, reply);
}

void frame_udp(uint8_t *datagram, size_t length, uint32_t address, const struct asker *asker) {
    put16(datagram, DNS_PORT);
    put16(datagram + 2, asker->port);
    put16(datagram + 4, UDP_HEADER + length);
    put16(datagram + 6, 0);
    uint16_t sum = sum_between(address, asker->address, PROTOCOL_UDP, datagram, UDP_HEADER + length);
    put16(datagram + 6, sum != 0 ? sum : 0xffff); /* zero would mean that there is none */
}

size_t frame_headers(uint8_t *headers, uint32_t address, const struct asker *asker, uint16_t id, size_t size,
                     size_t offset, size_t mtu) {
    size_t left = size - offset;
    bool last = left <= mtu - IPV4;
    size_t taken = last ? left : (mtu - IPV4) / 8 * 8;
    put_headers(headers, address, asker, PROTOCOL_UDP, id, offset / 8 | (last ? 0 : MORE_FRAGMENTS), taken);
    return taken;
}
