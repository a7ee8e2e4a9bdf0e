/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A wire in virtual time between the stack under test and a peer made here: frames may be lost, doubled, late. The peer's side is
 * raw TCP segments; the stack's side is eth_input and a netif whose frames come out here.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netif.h"

#define WIRE_OUR_ADDRESS 0x0A000002u
#define WIRE_PEER_ADDRESS 0x0A000001u

struct wire_segment {
    uint16_t source, destination, window;
    uint32_t sequence, acknowledgement, from; /* from: peer's address */
    uint8_t flags;
    uint8_t scale; /* 255: none */
    uint16_t mss;  /* 0: none */
    const uint8_t *data;
    size_t size;
};

struct wire_faults {
    unsigned loss, doubled, late; /* of a hundred */
};

extern struct netif wire_netif;
extern uint64_t wire_now;
extern unsigned wire_frames_out; /* frames that the stack holds */
extern unsigned wire_frames_limit;

/* Called for each segment that reaches the peer. */
extern void (*wire_to_peer)(const struct wire_segment *s);

void wire_start(struct wire_faults faults);
void wire_send(const struct wire_segment *s); /* from the peer */
void wire_run(uint64_t until); /* moves time on, frames and timers in order */
void wire_raw(const uint8_t *frame, size_t size); /* straight into the stack */
size_t wire_build(const struct wire_segment *s, uint8_t *frame);

#endif
