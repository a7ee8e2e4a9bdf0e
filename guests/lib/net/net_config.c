/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unikraft, lib/uknetdev and its predecessor: netdev.ip=ADDRESS/BITS:GATEWAY:DNS0:DNS1:HOST:DOMAIN, and the older
 * netdev.ipv4_addr, netdev.ipv4_gw_addr, netdev.ipv4_subnet_mask. QEMU's user network: docs/system/devices/net.
 */
#include "net_config.h"

#include "text.h"

#define SLIRP_ADDRESS 0x0A00020F
#define SLIRP_GATEWAY 0x0A000202
#define SLIRP_RESOLVER 0x0A000203

bool net_read_address(const char *text, const char **end, uint32_t *address) {
    *address = 0;
    for (unsigned i = 0; i < 4; i++) {
        uint64_t part;
        if (!text_number(text, &text, &part) || part > 255 || (i < 3 && *text++ != '.'))
            return false;
        *address = *address << 8 | (uint32_t)part;
    }
    *end = text;
    return true;
}

size_t net_format_address(char *to, size_t size, uint32_t address) {
    return format(to, size, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

static const char *skip_field(const char *at) {
    while (*at && *at != ':')
        at++;
    return *at ? at + 1 : at;
}

static const char *read_current(const char *value, struct net_config *config) {
    uint64_t bits = 32;
    const char *at = value;
    if (!net_read_address(at, &at, &config->address))
        return "netdev.ip does not begin with an IPv4 address";
    if (*at == '/' && (!text_number(at + 1, &at, &bits) || bits > 32))
        return "netdev.ip has a prefix length that is no number up to 32";
    if (*at && *at != ':')
        return "netdev.ip has something behind the address that does not belong there";
    config->mask = bits ? 0xFFFFFFFF << (32 - bits) : 0;
    at = skip_field(at);
    if (*at && *at != ':' && (!net_read_address(at, &at, &config->gateway) || (*at && *at != ':')))
        return "netdev.ip has a gateway that is no IPv4 address";
    at = skip_field(at);
    if (*at && *at != ':' && (!net_read_address(at, &at, &config->resolver) || (*at && *at != ':')))
        return "netdev.ip has a resolver that is no IPv4 address";
    at = skip_field(skip_field(at));
    size_t length = 0;
    while (at[length] && at[length] != ':' && length < sizeof config->hostname - 1)
        length++;
    format(config->hostname, sizeof config->hostname, "%.*s", (int)length, at);
    return NULL;
}

static bool read_whole(const char *text, uint32_t *address) {
    return text && net_read_address(text, &text, address) && !*text;
}

static const char *read_compat(const struct cmdline *line, const char *value, unsigned index, struct net_config *config) {
    const char *gateway = cmdline_param(line, "netdev.ipv4_gw_addr", index);
    const char *mask = cmdline_param(line, "netdev.ipv4_subnet_mask", index);
    if (!read_whole(value, &config->address))
        return "netdev.ipv4_addr is no IPv4 address";
    if (gateway && *gateway && !read_whole(gateway, &config->gateway))
        return "netdev.ipv4_gw_addr is no IPv4 address";
    config->mask = 0xFFFFFFFF;
    if (mask && *mask && !read_whole(mask, &config->mask))
        return "netdev.ipv4_subnet_mask is no IPv4 mask";
    return NULL;
}

const char *net_config_read(const struct cmdline *line, unsigned index, struct net_config *config) {
    const char *value;
    memset(config, 0, sizeof *config);
    if ((value = cmdline_param(line, "netdev.ip", index)))
        return read_current(value, config);
    if ((value = cmdline_param(line, "netdev.ipv4_addr", index)))
        return read_compat(line, value, index, config);
    if (!index)
        *config = (struct net_config){SLIRP_ADDRESS, 0xFFFFFF00, SLIRP_GATEWAY, SLIRP_RESOLVER, ""};
    return NULL;
}
