/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of the domain name system. */
#ifndef DNS_H
#define DNS_H

#include <stddef.h>
#include <stdint.h>

#define DNS_PORT 53
#define DNS_MESSAGE 512 /* RFC 1035 §4.2.1: the most that comes to somebody who does not ask for more */

/* A question for the name's IPv4 address (DNS_MESSAGE bytes of room); its size, or 0 when that is no name. */
size_t dns_question(uint8_t *message, uint16_t number, const char *name);

/* Reads what came back. NULL: *address holds; else why there is none, or "" when this is not the answer to that question. */
const char *dns_answer(const uint8_t *message, size_t size, uint16_t number, uint32_t *address);

#endif
