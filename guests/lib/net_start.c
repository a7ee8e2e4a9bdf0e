/* SPDX-License-Identifier: Apache-2.0 */
/* The start of the network: see net_start.h. */
#include "net_start.h"

#include "virtio.h"
#include "virtio_net.h"

const char *net_start(const struct cmdline *line, struct net_config *first) {
    virtio_mmio_names(line);
    virtio_net_find();
    for (unsigned i = 0; i < netif_count; i++) {
        struct net_config config;
        const char *wrong = net_config_read(line, i, &config);
        if (wrong)
            return wrong;
        netifs[i]->address = config.address;
        netifs[i]->mask = config.mask;
        netifs[i]->gateway = config.gateway;
        if (!i)
            *first = config;
    }
    return netif_count ? NULL : "there is no network device";
}
