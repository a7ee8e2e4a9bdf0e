/* SPDX-License-Identifier: Apache-2.0 */
/* UDP: the echo service on port 7, nothing else. */
#ifndef UDP_H
#define UDP_H

#include "ip.h"

void udp_input(const struct ip_packet *packet);

#endif
