/* SPDX-License-Identifier: Apache-2.0 */
/* The Internet checksum, RFC 1071. */
#ifndef CHECKSUM_H
#define CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

uint16_t checksum(const uint8_t *at, size_t size);

/* With the pseudo header of RFC 768 and RFC 9293 §3.1 in front. */
uint16_t checksum_pseudo(uint32_t source, uint32_t destination, uint8_t protocol, const uint8_t *at, size_t size);

#endif
