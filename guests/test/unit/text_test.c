/* SPDX-License-Identifier: Apache-2.0 */
#include "checksum.h"
#include "unit.h"

#define FORMAT(wanted, ...)                     \
    do {                                        \
        char is[100];                           \
        format(is, sizeof is, __VA_ARGS__);     \
        CHECK_TEXT(is, wanted);                 \
    } while (0)

static void conversions(void) {
    FORMAT("a 1 -2 ff FF x%", "%s %u %d %x %X %c%%", "a", 1u, -2, 255u, 255u, 'x');
    FORMAT("0007|  7|7  |007", "%04u|%3u|%-3u|%03d", 7u, 7u, 7u, 7);
    FORMAT("18446744073709551615 -9223372036854775808", "%lu %ld", UINT64_MAX, INT64_MIN);
    FORMAT("ab|  ab", "%.2s|%4.*s", "abc", 2, "abc");
}

static void format_cuts_and_tells(void) {
    char small[4];
    CHECK(format(small, sizeof small, "%s", "abcdef") == 6);
    CHECK_TEXT(small, "abc");
    CHECK(format(NULL, 0, "%u", 12345u) == 5);
}

static void numbers(void) {
    const char *end;
    uint64_t value;
    CHECK(text_number("123x", &end, &value) && value == 123 && *end == 'x');
    CHECK(text_number("18446744073709551615", &end, &value) && value == UINT64_MAX);
    CHECK(!text_number("18446744073709551616", &end, &value));
    CHECK(!text_number("", &end, &value));
    CHECK(!text_number("-1", &end, &value));
}

/* The plain method of RFC 1071 §4.1. */
static uint16_t plain(const uint8_t *at, size_t size) {
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += i % 2 ? at[i] : (uint32_t)at[i] << 8;
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~sum;
}

static void checksums_equal_the_plain_method(void) {
    uint8_t bytes[300];
    uint64_t seed = 3;
    for (unsigned i = 0; i < 3000; i++) {
        size_t size = unit_random(&seed) % sizeof bytes;
        for (size_t j = 0; j < size; j++)
            bytes[j] = i % 3 ? (uint8_t)unit_random(&seed) : 255;
        CHECK(checksum(bytes, size) == plain(bytes, size));
    }
}

int main(void) {
    unit_run("format knows its conversions", conversions);
    unit_run("format cuts at the end and tells the length", format_cuts_and_tells);
    unit_run("numbers are read to their end, not beyond 64 bits", numbers);
    unit_run("checksums equal the plain method", checksums_equal_the_plain_method);
}
