/* SPDX-License-Identifier: Apache-2.0 */
/* Asks the resolver of the first interface for a name's address. The network is started when that is wanted for the first time. */
#include "actions.h"
#include "console.h"
#include "net_start.h"
#include "resolve.h"

void action_resolve(const char *name, const struct cmdline *line) {
    static bool started;
    static struct net_config net;
    static const char *wrong;
    uint32_t address;
    char text[16];
    if (!started)
        wrong = net_start(line, &net);
    started = true;
    const char *why = wrong ? wrong : !net.resolver ? "there is no resolver" : resolve(net.resolver, name, &address);
    if (why) {
        print("resolve: %s: %s\n", name, why);
        return;
    }
    net_format_address(text, sizeof text, address);
    print("resolve: %s is %s\n", name, text);
}
