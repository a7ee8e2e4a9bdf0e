/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 9112 §2-3 (message, request line, a bare LF is accepted §2.2), §5 (fields), §9.3 (persistence); RFC 9110 §5.6.2 (tokens). A
 * head that could mean two things to two readers (§6.3: both lengths, two different lengths) is malformed.
 */
#include "request.h"

#include "text.h"

bool slice_is(struct slice slice, const char *text) {
    return slice.size == strlen(text) && !memcmp(slice.at, text, slice.size);
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_word(struct slice slice, const char *text) {
    size_t i = 0;
    for (; i < slice.size && text[i]; i++)
        if (lower(slice.at[i]) != text[i])
            return false;
    return i == slice.size && !text[i];
}

/* Whether a list of words with commas holds that one. */
static bool has_word(struct slice list, const char *word) {
    for (size_t i = 0; i <= list.size;) {
        size_t start = i;
        while (i < list.size && list.at[i] != ',')
            i++;
        size_t end = i++;
        while (start < end && (list.at[start] == ' ' || list.at[start] == '\t'))
            start++;
        while (end > start && (list.at[end - 1] == ' ' || list.at[end - 1] == '\t'))
            end--;
        if (is_word((struct slice){list.at + start, end - start}, word))
            return true;
    }
    return false;
}

static bool is_token_char(char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(struct slice slice) {
    for (size_t i = 0; i < slice.size; i++)
        if (!is_token_char(slice.at[i]))
            return false;
    return slice.size;
}

/* The line at *from, without its end; *from moves behind it. Every line has an end here. */
static struct slice take_line(const char **from) {
    struct slice line = {*from, 0};
    while (line.at[line.size] != '\n')
        line.size++;
    *from = line.at + line.size + 1;
    if (line.size && line.at[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* Size of the head with its empty line, or 0 when that has not come yet. */
static size_t find_end(const char *bytes, size_t size) {
    for (size_t i = 1; i < size; i++)
        if (bytes[i] == '\n' && (bytes[i - 1] == '\n' || (i > 1 && bytes[i - 1] == '\r' && bytes[i - 2] == '\n')))
            return i + 1;
    return 0;
}

static bool split_target(struct request *r) {
    struct slice *t = &r->target;
    for (size_t i = 0; i < t->size; i++)
        if (t->at[i] <= ' ' || t->at[i] == 127)
            return false;
    if (t->size > 7 && !memcmp(t->at, "http://", 7)) {
        size_t i = 7;
        while (i < t->size && t->at[i] != '/')
            i++;
        t->at += i;
        t->size -= i;
        if (!t->size)
            *t = (struct slice){"/", 1};
    }
    if (!t->size || t->at[0] != '/')
        return false;
    r->path = (struct slice){t->at, 0};
    while (r->path.size < t->size && t->at[r->path.size] != '?')
        r->path.size++;
    r->query = (struct slice){t->at + t->size, 0};
    if (r->path.size < t->size)
        r->query = (struct slice){t->at + r->path.size + 1, t->size - r->path.size - 1};
    return true;
}

static bool read_request_line(struct request *r, struct slice line) {
    size_t first = 0, second;
    while (first < line.size && line.at[first] != ' ')
        first++;
    for (second = first + 1; second < line.size && line.at[second] != ' ';)
        second++;
    if (second >= line.size)
        return false;
    r->method = (struct slice){line.at, first};
    r->target = (struct slice){line.at + first + 1, second - first - 1};
    struct slice version = {line.at + second + 1, line.size - second - 1};
    r->is_1_1 = slice_is(version, "HTTP/1.1");
    r->keep_alive = r->is_1_1;
    return (r->is_1_1 || slice_is(version, "HTTP/1.0")) && is_token(r->method) && split_target(r);
}

static bool read_length(struct request *r, struct slice value, bool *seen) {
    uint64_t number = 0;
    for (size_t i = 0; i < value.size; i++)
        if (value.at[i] < '0' || value.at[i] > '9' || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, (uint64_t)(value.at[i] - '0'), &number))
            return false;
    if (!value.size || (*seen && number != r->body_size))
        return false;
    *seen = true;
    r->body_size = number;
    return true;
}

static bool read_field(struct request *r, struct slice line, bool *has_length) {
    struct slice name = {line.at, 0};
    while (name.size < line.size && line.at[name.size] != ':')
        name.size++;
    if (name.size == line.size || !is_token(name))
        return false;
    struct slice value = {line.at + name.size + 1, line.size - name.size - 1};
    while (value.size && (*value.at == ' ' || *value.at == '\t'))
        value.at++, value.size--;
    while (value.size && (value.at[value.size - 1] == ' ' || value.at[value.size - 1] == '\t'))
        value.size--;
    for (size_t i = 0; i < value.size; i++)
        if (!value.at[i] || value.at[i] == '\r')
            return false;
    if (is_word(name, "content-length"))
        return read_length(r, value, has_length);
    if (is_word(name, "transfer-encoding"))
        r->has_chunks = true;
    if (is_word(name, "connection") && has_word(value, "close"))
        r->keep_alive = false;
    else if (is_word(name, "connection") && has_word(value, "keep-alive"))
        r->keep_alive = true;
    return true;
}

enum parsed request_parse(const char *bytes, size_t size, struct request *r) {
    const char *start = bytes, *at;
    bool has_length = false;
    while (size && (*start == '\r' || *start == '\n')) /* empty lines before a request, RFC 9112 §2.2 */
        start++, size--;
    size_t head = find_end(start, size);
    if (!head)
        return size >= HEAD_MAX - (size_t)(start - bytes) ? TOO_LARGE : INCOMPLETE;
    *r = (struct request){.head_size = head + (size_t)(start - bytes)};
    at = start;
    if (!read_request_line(r, take_line(&at)))
        return MALFORMED;
    r->fields = (struct slice){at, 0};
    for (;;) {
        struct slice line = take_line(&at);
        if (!line.size)
            break;
        if (!read_field(r, line, &has_length))
            return MALFORMED;
        r->fields.size = (size_t)(at - r->fields.at);
    }
    return r->has_chunks && has_length ? MALFORMED : PARSED;
}
