/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 1071: ones' complement sums do not care about byte order (§2.B) or word length, so eight bytes are added at a time in the
 * processor's own order and swapped once at the end.
 */
#include "checksum.h"

#include "text.h"

static uint64_t add(uint64_t sum, uint64_t value) {
    sum += value;
    return sum + (sum < value);
}

static uint64_t sum_bytes(uint64_t sum, const uint8_t *at, size_t size) {
    for (; size >= 8; size -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        sum = add(sum, word);
    }
    uint64_t tail = 0;
    memcpy(&tail, at, size);
    return add(sum, tail);
}

static uint16_t fold(uint64_t sum) {
    sum = (sum >> 32) + (sum & 0xFFFFFFFF);
    while (sum >> 16)
        sum = (sum >> 16) + (sum & 0xFFFF);
    return __builtin_bswap16((uint16_t)~sum);
}

uint16_t checksum(const uint8_t *at, size_t size) {
    return fold(sum_bytes(0, at, size));
}

uint16_t checksum_pseudo(uint32_t source, uint32_t destination, uint8_t protocol, const uint8_t *at, size_t size) {
    uint64_t sum = (uint64_t)__builtin_bswap32(source) + __builtin_bswap32(destination);
    sum += (uint64_t)__builtin_bswap16((uint16_t)size) + ((uint64_t)protocol << 8);
    return fold(sum_bytes(sum, at, size));
}
