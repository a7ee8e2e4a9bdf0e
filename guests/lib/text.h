/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes, strings and formatted text. The functions of ISO C keep their names and meaning, so that host-side tests link
 * against the host's own.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *a, const void *b, size_t count);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t count);
char *strchr(const char *text, int c);

/* The part after prefix, or NULL when text does not begin with it. */
const char *text_after(const char *text, const char *prefix);

/* Reads decimal digits; false when there are none or the value passes 2^64-1. *end is the first byte after them. */
bool text_number(const char *text, const char **end, uint64_t *value);

/* Like snprintf with %% c s d i u x X p, flags 0 and -, width, .precision for s (also *), and l, ll, z. */
size_t format(char *to, size_t size, const char *pattern, ...) __attribute__((format(printf, 3, 4)));
size_t vformat(char *to, size_t size, const char *pattern, va_list arguments);

#endif
