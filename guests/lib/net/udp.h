/* SPDX-License-Identifier: Apache-2.0 */
/* UDP: the echo service on port 7, and one port for a client. */
#ifndef UDP_H
#define UDP_H

#include "ip.h"

void udp_input(const struct ip_packet *packet);

typedef void udp_receiver(const struct ip_packet *packet, uint16_t port, const uint8_t *data, size_t size);

/* From now on what comes to this port goes to the receiver, with the port that it came from; port 0 ends that. */
void udp_listen(uint16_t port, udp_receiver *receiver);

/* Sends a datagram by the interface that leads there; false when none does, or it is too large. A frame may still get lost. */
bool udp_send(uint32_t destination, uint16_t from, uint16_t to, const void *data, size_t size);

#endif
