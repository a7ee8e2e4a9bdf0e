/* SPDX-License-Identifier: Apache-2.0 */
/* Formatted text and numbers. */
#include "text.h"

struct sink {
    char *to;
    size_t size, length;
};

struct field {
    bool zero, left;
    size_t width, precision;
};

static void put(struct sink *sink, char c) {
    if (sink->length + 1 < sink->size)
        sink->to[sink->length] = c;
    sink->length++;
}

static void put_padded(struct sink *sink, const char *text, size_t length, struct field field) {
    size_t pad = field.width > length ? field.width - length : 0;
    if (!field.left)
        for (; pad; pad--)
            put(sink, field.zero ? '0' : ' ');
    for (size_t i = 0; i < length; i++)
        put(sink, text[i]);
    for (; pad; pad--)
        put(sink, ' ');
}

static void put_number(struct sink *sink, uint64_t value, bool negative, unsigned base, bool upper, struct field field) {
    char digits[24];
    size_t at = sizeof digits;
    do {
        unsigned digit = (unsigned)(value % base);
        digits[--at] = (char)(digit < 10 ? '0' + digit : (upper ? 'A' : 'a') + digit - 10);
    } while (value /= base);
    if (negative)
        digits[--at] = '-';
    put_padded(sink, digits + at, sizeof digits - at, field);
}

static uint64_t take(va_list *arguments, int longs, bool is_signed) {
    if (longs)
        return va_arg(*arguments, uint64_t);
    return is_signed ? (uint64_t)(int64_t)va_arg(*arguments, int) : va_arg(*arguments, unsigned);
}

static void put_conversion(struct sink *sink, char kind, struct field field, int longs, va_list *arguments) {
    if (kind == 'd' || kind == 'i') {
        int64_t value = (int64_t)take(arguments, longs, true);
        put_number(sink, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0, 10, false, field);
    } else if (kind == 'u') {
        put_number(sink, take(arguments, longs, false), false, 10, false, field);
    } else if (kind == 'x' || kind == 'X') {
        put_number(sink, take(arguments, longs, false), false, 16, kind == 'X', field);
    } else if (kind == 'p') {
        put_number(sink, (uintptr_t)va_arg(*arguments, void *), false, 16, false, field);
    } else if (kind == 'c') {
        char c = (char)va_arg(*arguments, int);
        put_padded(sink, &c, 1, field);
    } else if (kind == 's') {
        const char *text = va_arg(*arguments, const char *);
        size_t length = 0;
        while (length < field.precision && text[length])
            length++;
        put_padded(sink, text, length, field);
    } else {
        put(sink, kind);
    }
}

static size_t digits_or_star(const char **pattern, va_list *arguments) {
    size_t value = 0;
    if (**pattern == '*') {
        (*pattern)++;
        return (size_t)va_arg(*arguments, int);
    }
    while (**pattern >= '0' && **pattern <= '9')
        value = value * 10 + (size_t)(*(*pattern)++ - '0');
    return value;
}

size_t vformat(char *to, size_t size, const char *pattern, va_list arguments) {
    struct sink sink = {to, size, 0};
    va_list rest;
    va_copy(rest, arguments);
    for (; *pattern; pattern++) {
        if (*pattern != '%') {
            put(&sink, *pattern);
            continue;
        }
        struct field field = {false, false, 0, SIZE_MAX};
        int longs = 0;
        for (pattern++; *pattern == '0' || *pattern == '-'; pattern++)
            *(*pattern == '0' ? &field.zero : &field.left) = true;
        field.width = digits_or_star(&pattern, &rest);
        if (*pattern == '.') {
            pattern++;
            field.precision = digits_or_star(&pattern, &rest);
        }
        for (; *pattern == 'l' || *pattern == 'z'; pattern++)
            longs++;
        if (!*pattern)
            break;
        put_conversion(&sink, *pattern, field, longs, &rest);
    }
    va_end(rest);
    if (size)
        to[sink.length < size ? sink.length : size - 1] = 0;
    return sink.length;
}

size_t format(char *to, size_t size, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    size_t length = vformat(to, size, pattern, arguments);
    va_end(arguments);
    return length;
}

const char *text_after(const char *text, const char *prefix) {
    size_t length = strlen(prefix);
    return strncmp(text, prefix, length) ? NULL : text + length;
}

bool text_number(const char *text, const char **end, uint64_t *value) {
    const char *at = text;
    uint64_t number = 0;
    for (; *at >= '0' && *at <= '9'; at++)
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, (uint64_t)(*at - '0'), &number))
            return false;
    *end = at;
    *value = number;
    return at != text;
}
