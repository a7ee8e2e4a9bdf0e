/* SPDX-License-Identifier: Apache-2.0 */
/* The end that nobody wanted. */
#ifndef PANIC_H
#define PANIC_H

#define PANIC_EXIT_CODE 99

/* Prints `panic: …` and leaves with exit code 99. */
_Noreturn void panic(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

#endif
