/* SPDX-License-Identifier: Apache-2.0 */
/* Text without allocation: a buffer that cannot overflow, the words of an errno, and one line on standard error. */
#ifndef JUKE_SAY_H
#define JUKE_SAY_H

#include <stdarg.h>
#include <stddef.h>

/* Always NUL-terminated. With a key word in front it still fits in PIPE_BUF, so a line of it is written whole. */
struct text {
    size_t length;
    char bytes[2048];
};

/* Appends as printf would; what does not fit is cut off. */
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

void text_addv(struct text *text, const char *format, va_list values) __attribute__((format(printf, 2, 0)));

/* Makes the text one printable line: control characters become blanks. Bytes above 0x7f stay (UTF-8). */
void text_clean(struct text *text);

/* What errno NUMBER means, in English, without the locale machinery behind strerror. */
const char *errno_words(int number);

/* The name of a signal's meaning ("Killed"), or "unknown signal". */
const char *signal_words(int number);

/* Writes "juke: …\n" on standard error in one piece. Waits at most a second for a reader that does not read. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Ends a line that somebody else began there. */
void say_newline(void);

#endif
