/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP over the connections of the stack. */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>
#include <stdint.h>

void server_start(void);
void server_tick(void); /* about once a second: ends connections on which nothing happens */

/* The code that a request asked to exit with, or -1. */
int server_wants_exit(void);

#endif
