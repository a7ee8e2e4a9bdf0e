/* SPDX-License-Identifier: Apache-2.0 */
/* A web server: files of the initial RAM disk, or a page of its own. */
#include "arp.h"
#include "console.h"
#include "files.h"
#include "guest.h"
#include "net_start.h"
#include "page.h"
#include "power.h"
#include "server.h"
#include "tcp.h"
#include "text.h"
#include "time.h"
#include "trap.h"

#define LAST_WORDS (500 * MILLISECOND)

const char guest_name[] = "http";
struct site site;

static void show_macs(void) {
    for (unsigned i = 0; i < netif_count; i++) {
        const uint8_t *mac = netifs[i]->mac;
        print("http: mac %02x:%02x:%02x:%02x:%02x:%02x\n", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    }
}

static void listen(void) {
    char address[16];
    server_start();
    for (unsigned i = 0; i < netif_count; i++) {
        if (!netifs[i]->address)
            continue;
        arp_announce(netifs[i]);
        net_format_address(address, sizeof address, netifs[i]->address);
        print("http: listening on %s:80\n", address);
    }
}

/* Without proof that the devices can interrupt, it looks every few milliseconds by itself. */
static uint64_t next_wake(uint64_t now) {
    uint64_t wake = now + (trap_device_interrupts ? 100 * MILLISECOND : 5 * MILLISECOND);
    return net_deadline() < wake ? net_deadline() : wake;
}

static int serve(void) {
    uint64_t next_check = 0, next_tick = 0, leave = UINT64_MAX;
    for (;;) {
        bool worked = net_poll();
        uint64_t now = time_now();
        if (now >= next_check || !worked) {
            next_check = now + 100 * MILLISECOND;
            if (power_button_pressed())
                power_button_exit();
        }
        if (now >= next_tick) {
            next_tick = now + SECOND;
            server_tick();
        }
        if (server_wants_exit() >= 0) {
            if (leave == UINT64_MAX)
                leave = now + LAST_WORDS;
            if (tcp_all_sent() || now >= leave)
                return server_wants_exit();
        }
        if (!worked)
            time_wait_unless(next_wake(now), net_has_work);
    }
}

int guest_main(const struct bootinfo *boot, const struct cmdline *line) {
    machine_init(boot);
    site.line = line;
    const char *wrong = net_start(line, &site.net);
    if (wrong) {
        print("http: %s\n", wrong);
        return 1;
    }
    show_macs();
    site.files = files_read(boot);
    if (boot->initrd_size && !site.files)
        print("http: the initial RAM disk is no cpio archive with files, serving the built-in page\n");
    else if (site.files)
        print("http: serving %u files\n", site.files);
    listen();
    return serve();
}
