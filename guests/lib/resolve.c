/* SPDX-License-Identifier: Apache-2.0 */
/* Asking over UDP, again every two seconds, and waiting for the answer: see resolve.h. */
#include "resolve.h"

#include "dns.h"
#include "power.h"
#include "text.h"
#include "time.h"
#include "trap.h"
#include "udp.h"

#define OWN_PORT 49152 /* RFC 6335 §6: the first of the dynamic ones */
#define TRIES 5
#define EACH (2 * SECOND)

static struct {
    uint32_t resolver, address;
    uint16_t number;
    bool answered;
    const char *wrong;
} asked;

static void received(const struct ip_packet *packet, uint16_t port, const uint8_t *data, size_t size) {
    if (asked.answered || packet->source != asked.resolver || port != DNS_PORT)
        return;
    asked.wrong = dns_answer(data, size, asked.number, &asked.address);
    asked.answered = !asked.wrong || *asked.wrong;
}

/* Without proof that the devices can interrupt, it looks every few milliseconds by itself. */
static void wait_until(uint64_t end) {
    for (uint64_t now = time_now(); !asked.answered && now < end; now = time_now()) {
        if (power_button_pressed())
            power_button_exit();
        uint64_t wake = trap_device_interrupts ? end : now + 5 * MILLISECOND;
        if (!net_poll())
            time_wait_unless(wake < net_deadline() ? wake : net_deadline(), net_has_work);
    }
}

const char *resolve(uint32_t resolver, const char *name, uint32_t *address) {
    uint8_t message[DNS_MESSAGE];
    asked.resolver = resolver;
    asked.answered = false;
    udp_listen(OWN_PORT, received);
    for (unsigned i = 0; i < TRIES && !asked.answered; i++) {
        asked.number = (uint16_t)time_entropy();
        size_t size = dns_question(message, asked.number, name);
        if (!size)
            return "that is no name";
        if (!udp_send(resolver, OWN_PORT, DNS_PORT, message, size))
            return "there is no way to the resolver";
        wait_until(time_now() + EACH);
    }
    udp_listen(0, NULL);
    if (!asked.answered)
        return "the resolver does not answer";
    *address = asked.address;
    return asked.wrong;
}
