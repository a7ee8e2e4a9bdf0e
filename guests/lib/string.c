/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes and strings of ISO C that a freestanding program must bring itself (C17 §4, GCC manual "Standards"). */
#include "text.h"

typedef uint64_t __attribute__((may_alias, aligned(1))) word;

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    unsigned char *t = to;
    const unsigned char *f = from;
    for (; count >= 32; count -= 32, t += 32, f += 32) {
        uint64_t a = ((const word *)f)[0], b = ((const word *)f)[1], c = ((const word *)f)[2], d = ((const word *)f)[3];
        ((word *)t)[0] = a;
        ((word *)t)[1] = b;
        ((word *)t)[2] = c;
        ((word *)t)[3] = d;
    }
    for (; count >= 8; count -= 8, t += 8, f += 8)
        *(word *)t = *(const word *)f;
    while (count--)
        *t++ = *f++;
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    unsigned char *t = to;
    const unsigned char *f = from;
    if (t == f)
        return to;
    if (t < f || t >= f + count) {
        for (; count >= 8; count -= 8, t += 8, f += 8)
            *(word *)t = *(const word *)f;
        while (count--)
            *t++ = *f++;
    } else {
        for (; count >= 8; count -= 8)
            *(word *)(t + count - 8) = *(const word *)(f + count - 8);
        while (count--)
            t[count] = f[count];
    }
    return to;
}

void *memset(void *to, int value, size_t count) {
    unsigned char *t = to;
    uint64_t pattern = 0x0101010101010101u * (unsigned char)value;
    for (; count >= 8; count -= 8, t += 8)
        *(word *)t = pattern;
    while (count--)
        *t++ = (unsigned char)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t count) {
    const unsigned char *x = a, *y = b;
    for (; count; count--, x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}

size_t strlen(const char *text) {
    const char *end = text;
    while (*end)
        end++;
    return (size_t)(end - text);
}

int strcmp(const char *a, const char *b) {
    while (*a && *a == *b)
        a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t count) {
    for (; count; count--, a++, b++)
        if (*a != *b || !*a)
            return (unsigned char)*a - (unsigned char)*b;
    return 0;
}

char *strchr(const char *text, int c) {
    for (;; text++) {
        if (*text == (char)c)
            return (char *)text;
        if (!*text)
            return NULL;
    }
}
