/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Ethernet frames of the DNS forwarder: what a guest sends to the address at which it looks for its resolver, and
 * what goes back. Pure functions. Addresses and ports are in host byte order.
 */
#ifndef JUKE_DNS_FRAME_H
#define JUKE_DNS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DNS_PORT = 53,       /* RFC 1035 section 4.2 */
    DNS_LEAST = 12,      /* bytes of a message: its header, RFC 1035 section 4.1.1 */
    FRAME_HEADERS = 34,  /* Ethernet (14) and IPv4 without options (20) */
    UDP_HEADER = 8,      /* RFC 768 */
    UDP_MOST = 65507,    /* bytes of data that an IPv4 packet can carry: 65535 - 20 - 8 */
    FRAME_REPLY_MAX = 54 /* the largest of frame_reply's: headers and 20 bytes of TCP */
};

/* Where a query came from, and so where its answer goes. */
struct asker {
    uint8_t mac[6];
    uint8_t asked_mac[6]; /* whom it took us for: its gateway, or what frame_reply told it */
    uint32_t address;
    uint16_t port;
};

/* Whether the frame is a DNS query to ADDRESS: then who asks, and the message, which lies in the frame. */
bool frame_query(const uint8_t *frame, size_t size, uint32_t address, struct asker *asker, const uint8_t **message,
                 size_t *length);

/*
 * The frame to send back at once, into REPLY (room for FRAME_REPLY_MAX); returns its length, 0 for none. ARP's question
 * for ADDRESS is answered, and TCP is refused, so that a guest need not wait to learn that there is only UDP.
 */
size_t frame_reply(const uint8_t *frame, size_t size, uint32_t address, uint8_t *reply);

/* Fills the UDP header in front of LENGTH bytes of message at DATAGRAM + UDP_HEADER, from ADDRESS to the asker. */
void frame_udp(uint8_t *datagram, size_t length, uint32_t address, const struct asker *asker);

/*
 * Makes the headers of the frame that carries the datagram (SIZE bytes, its UDP header included) from OFFSET on, of a
 * fragment if all of it is more than MTU (at least 28) allows (RFC 791 section 3.2). Returns how many bytes of the
 * datagram follow the headers.
 */
size_t frame_headers(uint8_t *headers, uint32_t address, const struct asker *asker, uint16_t id, size_t size,
                     size_t offset, size_t mtu);

#endif
