/* SPDX-License-Identifier: Apache-2.0 */
/* The console: COM1, bytes as they are, nothing lost. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stddef.h>

void console_init(void);
void console_write(const char *bytes, size_t count);
int console_read(void); /* the next byte, or -1 when there is none */
void console_flush(void);
void console_interrupts(void); /* from now on a byte that arrives ends a wait */
void print(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

#endif
