/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses from the command line. */
#ifndef NET_CONFIG_H
#define NET_CONFIG_H

#include "cmdline.h"
#include "netif.h"

struct net_config {
    uint32_t address, mask, gateway, resolver; /* 0: none */
    char hostname[64];
};

/*
 * What the index-th interface was given, in either dialect of Unikraft. Nothing at all said: the first interface gets the
 * address of QEMU's user network. Returns NULL, or what is wrong.
 */
const char *net_config_read(const struct cmdline *line, unsigned index, struct net_config *config);

bool net_read_address(const char *text, const char **end, uint32_t *address);
size_t net_format_address(char *to, size_t size, uint32_t address);

#endif
