/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forwarder: see dns.h. Each query is asked from a socket of its own, so of a message nothing need be understood
 * but its number, and a resolver that was started anew (behind a redirection that the kernel remembers for each socket)
 * is found at once. It has no privilege: the taps belong to the user that init is, as the monitor's do.
 */
#include "dns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "clock.h"
#include "dns_frame.h"
#include "sys.h"

enum {
    QUERIES_MAX = 256,
    ANSWER_WITHIN_MS = 5000, /* resolv.conf(5): how long a client waits before it asks again */
    FRAME_MAX = 4096,        /* of a query; a longer frame is cut off, and then ignored */
    AT_ONCE = 32,            /* frames and answers before others have their turn: signals, the console */
};

static int ready = -1; /* epoll(7): all descriptors below as one */
static uint32_t address;
static struct sockaddr_in server = {.sin_family = AF_INET};

static struct tap {
    const char *name;
    int fd; /* -1: lost */
    size_t mtu;
} taps[DNS_TAPS_MAX];

/* A ring: those from `oldest` to before `next` wait for an answer, or have had it (no socket any more). */
static struct query {
    int socket;
    const struct tap *tap;
    struct asker asker;
    uint8_t number[2]; /* RFC 1035 section 4.1.1: the first two bytes, which an answer repeats */
    int64_t until;
} queries[QUERIES_MAX];
static unsigned oldest, next;

static struct query *query_at(unsigned position) {
    return &queries[position % QUERIES_MAX];
}

static void without(const char *tap) {
    say("the guest has no resolver: tap %s: %s", tap, errno_words(errno));
}

/* In epoll's data: a tap's place, or behind those a query's. */
static bool watch(int fd, size_t place) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)place};
    return SYS(epoll_ctl(ready, EPOLL_CTL_ADD, fd, &event)) == 0;
}

/* netdevice(7). What goes to the guest may not be longer than what its own device takes: both have the same MTU. */
static bool find_mtu(struct tap *tap, struct ifreq *request) {
    int any = SYS(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (any < 0) return false;
    bool found = SYS(ioctl(any, SIOCGIFMTU, request)) == 0;
    int error = errno;
    close(any);
    errno = error;
    tap->mtu = found ? (size_t)request->ifr_mtu : 0;
    return found;
}

/* Linux Documentation/networking/tuntap.rst. */
static bool open_tap(struct tap *tap) {
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    strncpy(request.ifr_name, tap->name, sizeof request.ifr_name - 1);
    tap->fd = SYS(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (tap->fd < 0) return false;
    if (SYS(ioctl(tap->fd, TUNSETIFF, &request)) == 0 && find_mtu(tap, &request) &&
        watch(tap->fd, (size_t)(tap - taps))) {
        return true;
    }
    int error = errno;
    close(tap->fd);
    tap->fd = -1;
    errno = error;
    return false;
}

void dns_open(const struct launch *launch) {
    if (launch->dns_tap_count == 0) return;
    address = launch->dns_address;
    server.sin_port = htons(DNS_PORT);
    server.sin_addr.s_addr = htonl(launch->dns_server);
    ready = SYS(epoll_create1(EPOLL_CLOEXEC));
    if (ready < 0) {
        without(launch->dns_taps[0]);
        return;
    }
    for (size_t i = 0; i < launch->dns_tap_count; i++) {
        taps[i].name = launch->dns_taps[i];
        if (!open_tap(&taps[i])) without(taps[i].name);
    }
}

int dns_descriptor(void) {
    return ready;
}

static void forget(struct query *query) {
    if (query->socket >= 0) close(query->socket);
    query->socket = -1;
}

static void give_up_before(int64_t now) {
    while (oldest != next && (query_at(oldest)->socket < 0 || query_at(oldest)->until <= now)) {
        forget(query_at(oldest++));
    }
}

int64_t dns_wakes_at(void) {
    return oldest != next ? query_at(oldest)->until : NEVER;
}

/* A query that cannot be passed on is lost, as one on a wire may be: whoever asked will ask again. */
static void ask(const struct tap *tap, const struct asker *asker, const uint8_t *message, size_t length) {
    if (next - oldest == QUERIES_MAX) forget(query_at(oldest++));
    struct query *query = query_at(next);
    query->socket = SYS(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (query->socket < 0) return;
    query->tap = tap;
    query->asker = *asker;
    memcpy(query->number, message, sizeof query->number);
    query->until = now_ms() + ANSWER_WITHIN_MS;
    next++;
    if (SYS(connect(query->socket, (struct sockaddr *)&server, sizeof server)) != 0 ||
        !watch(query->socket, DNS_TAPS_MAX + (size_t)(query - queries)) ||
        SYS(send(query->socket, message, length, 0)) < 0) {
        forget(query);
    }
}

static void hear_guest(struct tap *tap) {
    static uint8_t frame[FRAME_MAX];
    uint8_t reply[FRAME_REPLY_MAX];
    ssize_t got = tap->fd >= 0 ? SYS(read(tap->fd, frame, sizeof frame)) : 0;
    if (got < 0 && errno != EAGAIN && errno != EINTR) { /* the tap is gone, and would be "ready" for ever */
        without(tap->name);
        close(tap->fd);
        tap->fd = -1;
    }
    if (got <= 0) return;
    struct asker asker;
    const uint8_t *message;
    size_t length;
    if (frame_query(frame, (size_t)got, address, &asker, &message, &length)) {
        ask(tap, &asker, message, length);
        return;
    }
    length = frame_reply(frame, (size_t)got, address, reply);
    ssize_t written = length > 0 ? SYS(write(tap->fd, reply, length)) : 0;
    (void)written;
}

static void tell_guest(const struct query *query, uint8_t *datagram, size_t length) {
    static uint16_t id;
    uint8_t headers[FRAME_HEADERS];
    frame_udp(datagram, length, address, &query->asker);
    id++;
    for (size_t size = UDP_HEADER + length, done = 0; done < size;) {
        size_t part = frame_headers(headers, address, &query->asker, id, size, done, query->tap->mtu);
        struct iovec frame[] = {{headers, sizeof headers}, {datagram + done, part}};
        if (SYS(writev(query->tap->fd, frame, 2)) < 0) return;
        done += part;
    }
}

/*
 * Another number: an answer that came too late for the socket that had this port before. An error means that nobody
 * listens there (ECONNREFUSED): the guest hears nothing, and tries again in its own time.
 */
static void hear_server(struct query *query) {
    static uint8_t datagram[UDP_HEADER + UDP_MOST];
    if (query->socket < 0) return;
    ssize_t got = SYS(recv(query->socket, datagram + UDP_HEADER, UDP_MOST, 0));
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got >= 0) {
        if (got < DNS_LEAST || memcmp(datagram + UDP_HEADER, query->number, sizeof query->number) != 0) return;
        if (query->tap->fd >= 0) tell_guest(query, datagram, (size_t)got);
    }
    forget(query);
}

void dns_step(void) {
    if (ready < 0) return;
    struct epoll_event events[AT_ONCE];
    int count = SYS(epoll_wait(ready, events, AT_ONCE, 0));
    for (int i = 0; i < count; i++) {
        uint32_t place = events[i].data.u32;
        if (place < DNS_TAPS_MAX) {
            hear_guest(&taps[place]);
        } else {
            hear_server(&queries[place - DNS_TAPS_MAX]);
        }
    }
    give_up_before(now_ms());
}
