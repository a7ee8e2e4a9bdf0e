/* SPDX-License-Identifier: Apache-2.0 */
/* Questions and answers of the domain name system. */
#include "dns.h"

#include "unit.h"

static uint8_t message[DNS_MESSAGE];

static void a_question_is_as_the_rfc_has_it(void) {
    static const char wanted[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0\3web\7example\0\0\1\0\1";
    CHECK(dns_question(message, 0x1234, "web.example") == sizeof wanted - 1);
    CHECK(!memcmp(message, wanted, sizeof wanted - 1));
    CHECK(dns_question(message, 0x1234, "web.example.") == sizeof wanted - 1);
    CHECK(!memcmp(message, wanted, sizeof wanted - 1));
    CHECK(dns_question(message, 1, "a") == 12 + 3 + 4);
}

static void what_is_no_name_is_refused(void) {
    char text[300];
    CHECK(!dns_question(message, 1, ""));
    CHECK(!dns_question(message, 1, "."));
    CHECK(!dns_question(message, 1, ".a"));
    CHECK(!dns_question(message, 1, "a..b"));
    memset(text, 'x', sizeof text);
    text[63] = 0;
    CHECK(dns_question(message, 1, text) == 12 + 65 + 4);
    text[63] = 'x';
    text[64] = 0;
    CHECK(!dns_question(message, 1, text));
    for (unsigned i = 0; i < sizeof text; i++)
        text[i] = i % 2 ? '.' : 'x';
    text[253] = 0;
    CHECK(dns_question(message, 1, text) == 12 + 255 + 4);
    text[253] = '.';
    text[254] = 0;
    CHECK(!dns_question(message, 1, text));
}

/* An alias by a compressed name, a record of another type, and then the address. */
static const char answer[] = "\x12\x34\x81\x80\0\1\0\3\0\0\0\0\3web\0\0\1\0\1"
                             "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\2\xc0\x0c"
                             "\xc0\x0c\0\x1c\0\1\0\0\0\x3c\0\x10xxxxxxxxxxxxxxxx"
                             "\3web\0\0\1\0\1\0\0\0\x3c\0\4\xac\x12\0\3";

static const char *read_with(size_t at, uint8_t value, size_t size, uint32_t *address) {
    uint8_t *exact = malloc(size ? size : 1);
    memcpy(exact, answer, size);
    if (at < size)
        exact[at] = value;
    const char *result = dns_answer(exact, size, 0x1234, address);
    free(exact);
    return result;
}

static void the_first_address_of_an_answer_counts(void) {
    uint32_t address = 0;
    CHECK(!read_with(0, 0x12, sizeof answer - 1, &address));
    CHECK(address == 0xAC120003);
}

static void what_answers_another_question_is_no_answer(void) {
    uint32_t address;
    CHECK_TEXT(read_with(1, 0x35, sizeof answer - 1, &address), "");
    CHECK_TEXT(read_with(2, 0x01, sizeof answer - 1, &address), "");
    for (size_t size = 0; size < 12; size++)
        CHECK_TEXT(read_with(0, 0x12, size, &address), "");
}

static void why_there_is_no_address_is_said(void) {
    uint32_t address;
    CHECK_TEXT(read_with(3, 0x83, sizeof answer - 1, &address), "there is no such name");
    CHECK_TEXT(read_with(3, 0x82, sizeof answer - 1, &address), "the resolver failed");
    CHECK_TEXT(read_with(7, 0, sizeof answer - 1, &address), "the name has no IPv4 address");
    CHECK_TEXT(read_with(7, 2, sizeof answer - 1, &address), "the name has no IPv4 address");
    CHECK_TEXT(read_with(2, 0x83, 40, &address), "the answer was cut off");
}

static void a_damaged_answer_is_never_read_beyond_its_end(void) {
    uint64_t state = 7;
    uint32_t address;
    for (size_t size = 12; size < sizeof answer - 1; size++)
        CHECK_TEXT(read_with(0, 0x12, size, &address), "the answer is damaged");
    for (unsigned i = 0; i < 20000; i++) {
        size_t at = 2 + unit_random(&state) % (sizeof answer - 3);
        uint8_t value = (uint8_t)unit_random(&state);
        read_with(at, value, 12 + unit_random(&state) % (sizeof answer - 12), &address);
    }
}

int main(void) {
    unit_run("dns: a question is as the RFC has it", a_question_is_as_the_rfc_has_it);
    unit_run("dns: what is no name is refused", what_is_no_name_is_refused);
    unit_run("dns: the first address of an answer counts", the_first_address_of_an_answer_counts);
    unit_run("dns: what answers another question is no answer", what_answers_another_question_is_no_answer);
    unit_run("dns: why there is no address is said", why_there_is_no_address_is_said);
    unit_run("dns: a damaged answer is never read beyond its end", a_damaged_answer_is_never_read_beyond_its_end);
}
