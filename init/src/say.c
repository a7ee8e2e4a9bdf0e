/* SPDX-License-Identifier: Apache-2.0 */
/* Text without allocation: see say.h. */
#include "say.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void text_addv(struct text *text, const char *format, va_list values) {
    size_t room = sizeof text->bytes - text->length;
    int wanted = vsnprintf(text->bytes + text->length, room, format, values);
    if (wanted < 0) return;
    text->length += (size_t)wanted < room ? (size_t)wanted : room - 1;
}

void text_add(struct text *text, const char *format, ...) {
    va_list values;
    va_start(values, format);
    text_addv(text, format, values);
    va_end(values);
}

void text_clean(struct text *text) {
    for (size_t i = 0; i < text->length; i++) {
        unsigned char c = (unsigned char)text->bytes[i];
        if (c < 0x20 || c == 0x7f) text->bytes[i] = ' ';
    }
}

const char *errno_words(int number) {
    const char *words = strerrordesc_np(number);
    return words != NULL ? words : "unknown error";
}

const char *signal_words(int number) {
    const char *words = sigdescr_np(number);
    return words != NULL ? words : "unknown signal";
}

/* Nobody is left to be told when this fails. */
static void write_out(const char *bytes, size_t length) {
    struct pollfd ready = {.fd = STDERR_FILENO, .events = POLLOUT};
    ssize_t written = poll(&ready, 1, 1000) == 1 ? write(STDERR_FILENO, bytes, length) : -1;
    (void)written;
}

void say(const char *format, ...) {
    struct text line = {0};
    text_add(&line, "juke: ");
    va_list values;
    va_start(values, format);
    text_addv(&line, format, values);
    va_end(values);
    text_clean(&line);
    if (line.length == sizeof line.bytes - 1) line.length--;
    line.bytes[line.length++] = '\n';
    write_out(line.bytes, line.length);
}

void say_newline(void) {
    write_out("\n", 1);
}
