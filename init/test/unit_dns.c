/* SPDX-License-Identifier: Apache-2.0 */
/* The DNS forwarder's frames, byte for byte. */
#include "../src/dns_frame.h"

#include "check.h"
#include "unit.h"

#define ADDRESS UINT32_C(0xa9fe0035)
#define GUEST UINT32_C(0x0a000002)

/* From 10.0.0.2:4660 to 169.254.0.53:53, by way of the gateway 02:…:99; sums are left out, as a guest with offload does. */
static const uint8_t query[] = {
    0x02, 0, 0, 0, 0, 0x99, 0x02, 0, 0, 0, 0, 0x01, 0x08, 0x00,                                  /* Ethernet */
    0x45, 0, 0, 41, 0, 1, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 2, 169, 254, 0, 53,                   /* IPv4 */
    0x12, 0x34, 0, 53, 0, 21, 0, 0, 0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 'x', 0, 0, 0, 0, 0 /* UDP, message, padding */
};
static const uint8_t question[] = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0, 0, 0, 0x01, 0x08, 0x06,
    0, 1, 0x08, 0, 6, 4, 0, 1, 0x02, 0, 0, 0, 0, 0x01, 10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 169, 254, 0, 53,
};
static const uint8_t syn[] = {
    0x02, 0, 0, 0, 0, 0x99, 0x02, 0, 0, 0, 0, 0x01, 0x08, 0x00, 0x45, 0, 0, 40, 0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 2, 169, 254, 0, 53,
    0x12, 0x34, 0, 53, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 9, 0x50, 0x02, 0x10, 0, 0, 0, 0, 0,
};

static uint8_t frame[2048];
static struct asker asker;
static const uint8_t *message;
static size_t length;

/* The query with one byte changed. */
static bool is_query(size_t at, uint8_t value) {
    memcpy(frame, query, sizeof query);
    frame[at] = value;
    return frame_query(frame, sizeof query, ADDRESS, &asker, &message, &length);
}

static uint16_t sum(const uint8_t *at, size_t size, uint32_t start) {
    for (size_t i = 0; i < size; i++) start += i % 2 == 0 ? (uint32_t)at[i] << 8 : at[i];
    while (start >> 16 != 0) start = (start & 0xffff) + (start >> 16);
    return (uint16_t)start;
}

/* Of UDP or TCP in a frame that goes to the guest. */
static uint16_t sum_with_addresses(const uint8_t *f, const uint8_t *payload, size_t size) {
    return sum(payload, size, sum(f + 26, 8, f[23] + (uint32_t)size));
}

static void queries(void) {
    test("a query is taken as it is, and who asked is known");
    CHECK(is_query(0, 0x02));
    CHECK(length == 13 && message == frame + 42 && message[0] == 0xab && message[12] == 'x');
    CHECK(asker.address == GUEST && asker.port == 0x1234 && asker.mac[5] == 0x01 && asker.asked_mac[5] == 0x99);

    test("what is no query to this address is none");
    CHECK(!is_query(12, 0x86));   /* not IPv4 */
    CHECK(!is_query(14, 0x65));   /* version 6 */
    CHECK(!is_query(14, 0x44));   /* a header too short */
    CHECK(!is_query(14, 0x4f));   /* a header longer than the packet */
    CHECK(!is_query(16, 1));      /* a packet longer than the frame */
    CHECK(!is_query(17, 27));     /* no room for UDP */
    CHECK(!is_query(20, 0x20));   /* a first fragment */
    CHECK(!is_query(21, 1));      /* another one */
    CHECK(!is_query(23, 6));      /* TCP */
    CHECK(!is_query(33, 54));     /* another address */
    CHECK(!is_query(37, 54));     /* another port */
    CHECK(!is_query(39, 22));     /* a datagram longer than its packet */
    CHECK(!is_query(39, 7));      /* … shorter than its header */
    CHECK(!is_query(39, 19));     /* … without a whole header of DNS */
    for (size_t size = 0; size < 55; size++) CHECK(!frame_query(query, size, ADDRESS, &asker, &message, &length));
    CHECK(frame_query(query, 55, ADDRESS, &asker, &message, &length));

    test("a query with IPv4 options is one, too");
    memcpy(frame, query, 34);
    memset(frame + 34, 1, 4);
    memcpy(frame + 38, query + 34, sizeof query - 34);
    frame[14] = 0x46;
    frame[17] = 45;
    CHECK(frame_query(frame, sizeof query + 4, ADDRESS, &asker, &message, &length) && length == 13 && message[12] == 'x');
}

static void answers(void) {
    test("an answer goes back the way that its query came, with right sums");
    uint8_t datagram[UDP_HEADER + 101], f[FRAME_HEADERS + sizeof datagram];
    CHECK(is_query(0, 0x02));
    memset(datagram, 0x5a, sizeof datagram);
    frame_udp(datagram, 101, ADDRESS, &asker);
    CHECK(frame_headers(f, ADDRESS, &asker, 7, sizeof datagram, 0, 1500) == sizeof datagram);
    memcpy(f + FRAME_HEADERS, datagram, sizeof datagram);
    CHECK(memcmp(f, query + 6, 6) == 0 && memcmp(f + 6, query, 6) == 0 && f[12] == 8 && f[13] == 0);
    CHECK(memcmp(f + 26, query + 30, 4) == 0 && memcmp(f + 30, query + 26, 4) == 0);
    CHECK(f[34] == 0 && f[35] == 53 && f[36] == 0x12 && f[37] == 0x34 && f[39] == 109 && f[20] == 0 && f[21] == 0);
    CHECK(sum(f + 14, 20, 0) == 0xffff && sum_with_addresses(f, f + 34, 109) == 0xffff);

    test("a sum of zero is sent as all ones");
    uint8_t zero[UDP_HEADER + 14] = {0};
    frame_udp(zero, 14, ADDRESS, &asker);
    uint16_t rest = (uint16_t)(zero[6] << 8 | zero[7]);
    zero[UDP_HEADER + 12] = (uint8_t)(rest >> 8);
    zero[UDP_HEADER + 13] = (uint8_t)rest;
    frame_udp(zero, 14, ADDRESS, &asker);
    CHECK(zero[6] == 0xff && zero[7] == 0xff);

    test("a datagram of any size comes in fragments that hold every byte once and fit the MTU");
    for (size_t mtu = 68; mtu < 9000; mtu += 331) {
        for (size_t size = 20; size <= UDP_HEADER + UDP_MOST; size += 4093) {
            size_t done = 0;
            for (int n = 0; done < size && n < 2000; n++) {
                size_t part = frame_headers(f, ADDRESS, &asker, 7, size, done, mtu);
                size_t field = (size_t)(f[20] << 8 | f[21]), total = (size_t)(f[16] << 8 | f[17]);
                CHECK((field & 0x1fff) * 8 == done && total == part + 20 && total <= mtu);
                CHECK((field >> 13) == (done + part < size ? 1 : 0) && sum(f + 14, 20, 0) == 0xffff);
                done += part;
            }
            CHECK(done == size);
        }
    }
}

static void replies(void) {
    uint8_t reply[FRAME_REPLY_MAX];
    test("ARP's question for the address is answered, for another it is not");
    CHECK(frame_reply(question, sizeof question, ADDRESS, reply) == 42);
    CHECK(memcmp(reply, question + 6, 6) == 0 && reply[21] == 2 && memcmp(reply + 22, reply + 6, 6) == 0 && (reply[6] & 3) == 2);
    CHECK(memcmp(reply + 28, question + 38, 4) == 0 && memcmp(reply + 32, question + 22, 10) == 0);
    CHECK(frame_reply(question, sizeof question, ADDRESS + 1, reply) == 0);
    for (size_t size = 0; size < sizeof question; size++) CHECK(frame_reply(question, size, ADDRESS, reply) == 0);
    memcpy(frame, question, sizeof question);
    frame[21] = 2; /* an answer is no question */
    CHECK(frame_reply(frame, sizeof question, ADDRESS, reply) == 0);

    test("TCP is refused as a closed port does it");
    CHECK(frame_reply(syn, sizeof syn, ADDRESS, reply) == FRAME_REPLY_MAX);
    CHECK(reply[47] == 0x14 && memcmp(reply + 38, "\0\0\0\0\0\0\0", 8) == 0); /* 0xffffffff + 1 is 0 */
    CHECK(reply[34] == 0 && reply[35] == 53 && reply[36] == 0x12 && reply[37] == 0x34);
    CHECK(sum(reply + 14, 20, 0) == 0xffff && sum_with_addresses(reply, reply + 34, 20) == 0xffff);
    memcpy(frame, syn, sizeof syn);
    frame[47] = 0x10; /* ACK */
    CHECK(frame_reply(frame, sizeof syn, ADDRESS, reply) == FRAME_REPLY_MAX && reply[47] == 4 && reply[41] == 9);
    frame[47] = 0x14; /* a reset is not answered */
    CHECK(frame_reply(frame, sizeof syn, ADDRESS, reply) == 0);
    frame[47] = 2;
    frame[46] = 0x60; /* a header longer than the segment */
    CHECK(frame_reply(frame, sizeof syn, ADDRESS, reply) == 0);

    test("a group of hosts is not answered");
    memcpy(frame, syn, sizeof syn);
    frame[6] |= 1;
    CHECK(frame_reply(frame, sizeof syn, ADDRESS, reply) == 0);
}

void unit_dns(void) {
    queries();
    answers();
    replies();
    end_test();
}
