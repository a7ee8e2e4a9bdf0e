/* SPDX-License-Identifier: Apache-2.0 */
/* ICMP: echo, and word that a port is closed. */
#ifndef ICMP_H
#define ICMP_H

#include "ip.h"

void icmp_input(const struct ip_packet *packet);
void icmp_port_unreachable(const struct ip_packet *packet);

#endif
