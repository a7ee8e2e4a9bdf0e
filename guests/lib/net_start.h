/* SPDX-License-Identifier: Apache-2.0 */
/* From the devices that there are to interfaces with addresses. */
#ifndef NET_START_H
#define NET_START_H

#include "net_config.h"

/*
 * Finds the network devices and gives each what the command line has for it; *first is the first one's. Returns NULL, or what is
 * wrong: then there is nothing to work with.
 */
const char *net_start(const struct cmdline *line, struct net_config *first);

#endif
