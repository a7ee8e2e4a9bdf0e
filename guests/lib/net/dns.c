/* SPDX-License-Identifier: Apache-2.0 */
/* The messages of RFC 1035 §4.1: a question for an A record, and the first such record of an answer. */
#include "bytes.h"
#include "dns.h"
#include "text.h"

#define HEADER 12
#define RECORD 10
#define LABEL_MAX 63
#define NAME_MAX 253
#define POINTER 0xC0
#define TYPE_A 1
#define CLASS_IN 1
#define ASK_OTHERS 0x0100
#define IS_ANSWER 0x8000
#define CUT_OFF 0x0200
#define RESULT 15
#define NO_SUCH_NAME 3

size_t dns_question(uint8_t *message, uint16_t number, const char *name) {
    if (!*name || strlen(name) > NAME_MAX)
        return 0;
    memset(message, 0, HEADER);
    put16(message, number);
    put16(message + 2, ASK_OTHERS);
    put16(message + 4, 1);
    uint8_t *length = message + HEADER, *at = length + 1;
    for (const char *c = name;; c++) {
        if (*c && *c != '.') {
            *at++ = (uint8_t)*c;
            continue;
        }
        if (at == length + 1 || at - length - 1 > LABEL_MAX)
            return 0;
        *length = (uint8_t)(at - length - 1);
        length = at++;
        if (!*c || !c[1])
            break;
    }
    *length = 0;
    put16(at, TYPE_A);
    put16(at + 2, CLASS_IN);
    return (size_t)(at + 4 - message);
}

/* Over a name, which may end in a pointer to the rest of it; 0 when it has no end. */
static size_t skip_name(const uint8_t *message, size_t size, size_t at) {
    while (at < size) {
        if (message[at] >= POINTER)
            return at + 2;
        if (!message[at])
            return at + 1;
        at += 1u + message[at];
    }
    return 0;
}

const char *dns_answer(const uint8_t *message, size_t size, uint16_t number, uint32_t *address) {
    if (size < HEADER || get16(message) != number || !(get16(message + 2) & IS_ANSWER))
        return "";
    uint16_t flags = get16(message + 2);
    if ((flags & RESULT) == NO_SUCH_NAME)
        return "there is no such name";
    if (flags & RESULT)
        return "the resolver failed";
    size_t at = HEADER;
    for (unsigned left = get16(message + 4); left; left--) {
        at = skip_name(message, size, at) + 4;
        if (at < HEADER)
            return "the answer is damaged";
    }
    for (unsigned left = get16(message + 6); left; left--) {
        at = skip_name(message, size, at);
        if (!at || at + RECORD > size || at + RECORD + get16(message + at + 8) > size)
            return flags & CUT_OFF ? "the answer was cut off" : "the answer is damaged";
        const uint8_t *record = message + at;
        at += RECORD + get16(record + 8);
        if (get16(record) != TYPE_A || get16(record + 2) != CLASS_IN || get16(record + 8) != 4)
            continue;
        *address = get32(record + RECORD);
        return NULL;
    }
    return "the name has no IPv4 address";
}
