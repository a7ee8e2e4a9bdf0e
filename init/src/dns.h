/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A resolver for the guest. One that listens on the loopback net of our network namespace (Docker's 127.0.0.11) is out
 * of a guest's reach: so what the guest sends to dns-address comes out of a tap that is ours, is asked here once more,
 * and the answer goes back into the tap.
 */
#ifndef JUKE_DNS_H
#define JUKE_DNS_H

#include "launch.h"

/* Opens the taps, if there are any. Should that fail the guest runs without a resolver, and that is said. */
void dns_open(const struct launch *launch);

/* What to wait for until there is something to read; -1: nothing. */
int dns_descriptor(void);

/* Passes on some of the queries and answers that are there. Never waits. */
void dns_step(void);

/* When the next query is given up that nobody answered (clock.h); NEVER when there is none. */
int64_t dns_wakes_at(void);

#endif
