/* SPDX-License-Identifier: Apache-2.0 */
/* The TCP of the guests against a peer that is as bad as the wire lets it be. */
#include "tcp.h"

#include "tcp_internal.h"
#include "time.h"
#include "unit.h"
#include "wire.h"

#define PORT 80
#define BUFFERS 8
#define CONNECTIONS 16

/* The service echoes, or sends so many bytes of a pattern when a connection opens, and closes when it is done. */
static size_t to_send;
static unsigned opened_count, gone_count;
static bool echoes = true, closes = true;

struct state {
    size_t sent;
};

static uint8_t pattern(size_t at) {
    return (uint8_t)(at * 31 + at / 256 * 7 + at / 65536);
}

static void pump(struct tcp_connection *c) {
    struct state *s = tcp_user(c);
    uint8_t part[700];
    while (s->sent < to_send && tcp_room(c)) {
        size_t size = sizeof part < to_send - s->sent ? sizeof part : to_send - s->sent;
        for (size_t i = 0; i < size; i++)
            part[i] = pattern(s->sent + i);
        s->sent += tcp_write(c, part, size);
    }
}

static void changed(struct tcp_connection *c) {
    struct state *s = tcp_user(c);
    size_t size;
    const uint8_t *bytes = tcp_received(c, &size);
    pump(c);
    if (echoes && size)
        tcp_consume(c, tcp_write(c, bytes, size));
    tcp_received(c, &size);
    if (closes && s->sent == to_send && (to_send ? true : tcp_peer_done(c) && !size))
        tcp_close(c);
}

static void opened(struct tcp_connection *c) {
    opened_count++;
    pump(c);
    if (to_send && closes)
        changed(c);
}

static void gone(struct tcp_connection *c) {
    (void)c;
    gone_count++;
}

static bool is_idle(const struct tcp_connection *c) {
    size_t size;
    tcp_received(c, &size);
    return !size && !tcp_unacknowledged(c);
}

static const struct tcp_service service = {PORT, opened, changed, gone, is_idle};

/* ---- a peer: sends what it has with go-back-N, takes what comes in order, and says so ---- */

struct peer {
    uint16_t port;
    uint32_t una, next, base;      /* its own numbers */
    uint32_t receive_next, their_base;
    uint8_t *in, *out;
    size_t in_size, out_size;
    bool established, syn_sent, their_fin, fin_wanted, fin_acknowledged, was_reset;
    uint16_t window; /* what it offers */
    uint8_t scale;
    uint32_t their_window;
    size_t largest;
    uint64_t due;
};

#define PEERS 40
static struct peer peers[PEERS];
static unsigned peer_count;

static void peer_segment(struct peer *p, uint32_t sequence, uint8_t flags, const uint8_t *data, size_t size) {
    struct wire_segment s = {.source = p->port, .destination = PORT, .sequence = sequence, .acknowledgement = p->receive_next,
                             .flags = flags, .window = p->window, .scale = p->scale, .mss = flags & SYN ? 1460 : 0, .data = data, .size = size};
    wire_send(&s);
}

static void peer_push(struct peer *p) {
    if (!p->established) {
        peer_segment(p, p->base - 1, SYN, NULL, 0);
    } else {
        uint32_t offset = p->una - p->base;
        uint32_t limit = p->their_window < 6000 ? p->their_window : 6000;
        uint32_t at = offset;
        while (at < p->out_size && at - offset < limit) {
            size_t size = p->out_size - at < 1000 ? p->out_size - at : 1000;
            if (size > limit - (at - offset))
                size = limit - (at - offset);
            peer_segment(p, p->base + at, ACK | PSH, p->out + at, size);
            at += (uint32_t)size;
        }
        if (offset < p->out_size && !limit)
            peer_segment(p, p->una, ACK, p->out + offset, 1);
        if (p->fin_wanted && at >= p->out_size && !p->fin_acknowledged)
            peer_segment(p, p->base + (uint32_t)p->out_size, FIN | ACK, NULL, 0);
    }
    p->due = wire_now + 250 * MILLISECOND;
}

static void peer_takes(struct peer *p, const struct wire_segment *s) {
    uint32_t skip = p->receive_next - s->sequence;
    p->largest = s->size > p->largest ? s->size : p->largest;
    if (!after(s->sequence, p->receive_next) && skip < s->size) {
        p->in = realloc(p->in, p->in_size + s->size);
        memcpy(p->in + p->in_size, s->data + skip, s->size - skip);
        p->in_size += s->size - skip;
        p->receive_next += (uint32_t)(s->size - skip);
    }
    if (s->flags & FIN && s->sequence + s->size == p->receive_next && !p->their_fin) {
        p->their_fin = true;
        p->receive_next++;
    }
    if (s->size || s->flags & FIN)
        peer_segment(p, p->next, ACK, NULL, 0);
}

static void peer_input(const struct wire_segment *s) {
    struct peer *p = NULL;
    for (unsigned i = 0; i < peer_count; i++)
        if (peers[i].port == s->destination)
            p = &peers[i];
    if (!p || p->was_reset)
        return;
    if (s->flags & RST) {
        p->was_reset = true;
        return;
    }
    if (s->flags & SYN && !p->established) {
        p->established = true;
        p->receive_next = s->sequence + 1;
        p->their_base = p->receive_next;
        p->una = p->next = p->base;
        p->their_window = s->window;
        CHECK(s->mss == 1460);
        CHECK((s->scale == 255) == (p->scale == 255));
        peer_segment(p, p->base, ACK, NULL, 0);
        peer_push(p);
        return;
    }
    if (!p->established)
        return;
    if (s->flags & SYN) {
        peer_segment(p, p->next, ACK, NULL, 0);
        return;
    }
    bool opened_window = !p->their_window && s->window;
    p->their_window = s->window;
    if (after(s->acknowledgement, p->una)) {
        p->una = s->acknowledgement;
        if (p->una - p->base > p->out_size) {
            p->fin_acknowledged = true;
            p->una = p->base + (uint32_t)p->out_size;
        }
        p->next = p->fin_acknowledged ? p->una + 1 : p->una;
        if (!p->fin_acknowledged)
            peer_push(p);
    } else if (opened_window && p->una - p->base < p->out_size) {
        peer_push(p);
    }
    peer_takes(p, s);
}

static struct peer *peer_open_scaled(uint16_t port, size_t out_size, uint16_t window, uint8_t scale) {
    struct peer *p = &peers[peer_count++];
    free(p->in);
    free(p->out);
    *p = (struct peer){.port = port, .base = 0xFFFFF000u + port, .window = window, .scale = scale, .out_size = out_size};
    p->out = malloc(out_size + 1);
    for (size_t i = 0; i < out_size; i++)
        p->out[i] = pattern(i + port);
    peer_push(p);
    return p;
}

static struct peer *peer_open(uint16_t port, size_t out_size) {
    return peer_open_scaled(port, out_size, 65535, 255);
}

static void run_for(uint64_t ns) {
    for (uint64_t end = wire_now + ns; wire_now < end;) {
        wire_run(wire_now + 50 * MILLISECOND);
        for (unsigned i = 0; i < peer_count; i++) {
            struct peer *p = &peers[i];
            bool idle = p->established && p->una - p->base >= p->out_size && (!p->fin_wanted || p->fin_acknowledged);
            if (!p->was_reset && !idle && wire_now >= p->due)
                peer_push(p);
        }
    }
}

static void start(struct wire_faults faults) {
    peer_count = 0;
    opened_count = gone_count = 0;
    echoes = closes = true;
    to_send = 0;
    wire_start(faults);
    wire_to_peer = peer_input;
    wire_frames_limit = 100;
}

/* After every test the stack has all its buffers and nobody's connection. */
static void finish(void) {
    wire_to_peer = NULL;
    wire_frames_limit = 100;
    for (struct wire_segment end = {.destination = PORT, .flags = RST}; peer_count;) {
        struct peer *p = &peers[--peer_count];
        for (unsigned i = 0; i < CONNECTIONS; i++) {
            struct tcp_connection *c = tcp_at(i);
            if (c->state != CLOSED && c->remote_port == p->port) {
                end.source = p->port;
                end.sequence = c->receive_next;
                uint8_t frame[100];
                wire_raw(frame, wire_build(&end, frame));
            }
        }
    }
    wire_run(wire_now + 400 * SECOND);
    CHECK(tcp_open_count() == 0);
    CHECK(opened_count == gone_count);
    for (unsigned i = 0; i < CONNECTIONS; i++)
        CHECK(tcp_at(i)->state == CLOSED);
    CHECK(wire_frames_out == 0);
}

static bool has_pattern(const struct peer *p, size_t size, size_t from) {
    if (p->in_size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (p->in[i] != pattern(i + from))
            return false;
    return true;
}

static void echo_and_close(void) {
    start((struct wire_faults){0});
    struct peer *p = peer_open(1000, 5000);
    p->fin_wanted = true;
    run_for(SECOND);
    CHECK(has_pattern(p, 5000, 1000));
    CHECK(p->their_fin && p->fin_acknowledged && !p->was_reset);
    finish();
}

static void download(size_t size, struct wire_faults faults, uint16_t window, uint8_t scale, uint64_t limit) {
    start(faults);
    to_send = size;
    struct peer *p = peer_open_scaled(1001, 0, window, scale);
    for (uint64_t end = wire_now + limit; wire_now < end && !p->their_fin && !p->was_reset;)
        run_for(100 * MILLISECOND);
    CHECK(has_pattern(p, size, 0));
    CHECK(p->their_fin && p->largest <= 1460);
    p->fin_wanted = true;
    run_for(20 * SECOND);
    CHECK(p->fin_acknowledged && !p->was_reset);
    finish();
}

static void download_clean(void) { download(1 << 20, (struct wire_faults){0}, 65535, 255, 20 * SECOND); }
static void download_scaled(void) { download(1 << 20, (struct wire_faults){0}, 1024, 7, 20 * SECOND); }
static void download_narrow(void) { download(20000, (struct wire_faults){0}, 700, 255, 60 * SECOND); }
static void download_lossy(void) { download(300000, (struct wire_faults){10, 0, 0}, 65535, 255, 400 * SECOND); }
static void download_dreadful(void) { download(60000, (struct wire_faults){20, 10, 20}, 65535, 7, 2000 * SECOND); }

static void upload_dreadful(void) {
    start((struct wire_faults){15, 10, 10});
    struct peer *p = peer_open(1002, 60000);
    p->fin_wanted = true;
    for (unsigned i = 0; i < 20000 && !(p->their_fin && p->fin_acknowledged) && !p->was_reset; i++)
        run_for(100 * MILLISECOND);
    CHECK(has_pattern(p, 60000, 1002));
    finish();
}

static void few_frames(void) {
    start((struct wire_faults){0});
    to_send = 100000;
    wire_frames_limit = 2; /* one may wait for ARP */
    struct peer *p = peer_open(1003, 0);
    run_for(20 * SECOND);
    CHECK(has_pattern(p, 100000, 0));
    finish();
}

static void closed_window_is_probed(void) {
    start((struct wire_faults){0});
    to_send = 50000;
    struct peer *p = peer_open(1004, 0);
    wire_run(wire_now + 12 * MILLISECOND);
    p->window = 0;
    run_for(30 * SECOND);
    size_t stopped_at = p->in_size;
    CHECK(stopped_at < 50000);
    p->window = 65535; /* and no word of it: only the probe can tell */
    run_for(40 * SECOND);
    CHECK(has_pattern(p, 50000, 0));
    finish();
}

static void many_at_once(void) {
    start((struct wire_faults){5, 2, 2});
    for (uint16_t i = 0; i < BUFFERS; i++)
        peer_open((uint16_t)(2000 + i), 3000)->fin_wanted = true;
    run_for(100 * SECOND);
    for (unsigned i = 0; i < BUFFERS; i++)
        CHECK(has_pattern(&peers[i], 3000, peers[i].port) && peers[i].their_fin);
    finish();
}

static void more_than_there_is_room_for(void) {
    start((struct wire_faults){0});
    closes = false;
    for (uint16_t i = 0; i < BUFFERS; i++)
        peer_open((uint16_t)(3000 + i), 10);
    run_for(2 * SECOND);
    CHECK(tcp_open_count() == BUFFERS);
    struct peer *late = peer_open(3100, 10);
    run_for(2 * SECOND);
    CHECK(has_pattern(late, 10, 3100)); /* an idle one had to go, politely */
    unsigned ended = 0;
    for (unsigned i = 0; i < BUFFERS; i++) {
        ended += peers[i].their_fin;
        CHECK(!peers[i].was_reset);
    }
    CHECK(ended == 1);
    finish();
}

static void embryos_do_not_stay(void) {
    start((struct wire_faults){0});
    wire_to_peer = NULL; /* nobody answers the SYN-ACKs */
    for (uint16_t i = 0; i < 30; i++) {
        struct wire_segment s = {.source = (uint16_t)(4000 + i), .destination = PORT, .flags = SYN, .window = 1000, .mss = 1460};
        wire_send(&s);
        wire_run(wire_now + 10 * MILLISECOND);
    }
    wire_to_peer = peer_input;
    run_for(2 * SECOND);
    struct peer *p = peer_open(4100, 100);
    run_for(5 * SECOND);
    CHECK(has_pattern(p, 100, 4100));
    finish();
}

static struct wire_segment last;
static uint8_t last_data[1500];
static unsigned answers;

static void remember(const struct wire_segment *s) {
    last = *s;
    memcpy(last_data, s->data, s->size);
    last.data = last_data;
    answers++;
}

static void open_by_hand(uint16_t port, uint32_t sequence) {
    struct wire_segment s = {.source = port, .destination = PORT, .sequence = sequence, .flags = SYN, .window = 5000, .mss = 1000, .scale = 255};
    wire_to_peer = remember;
    wire_send(&s);
    wire_run(wire_now + 10 * MILLISECOND);
    CHECK(last.flags == (SYN | ACK) && last.acknowledgement == sequence + 1);
    s = (struct wire_segment){.source = port, .destination = PORT, .sequence = sequence + 1, .acknowledgement = last.sequence + 1,
                              .flags = ACK, .window = 5000};
    wire_send(&s);
    wire_run(wire_now + 10 * MILLISECOND);
}

static void by_hand(uint16_t port, uint32_t sequence, uint32_t acknowledgement, uint8_t flags, const char *data) {
    struct wire_segment s = {.source = port, .destination = PORT, .sequence = sequence, .acknowledgement = acknowledgement, .flags = flags,
                             .window = 5000, .data = (const uint8_t *)data, .size = strlen(data)};
    answers = 0;
    last.flags = 0;
    wire_send(&s);
    wire_run(wire_now + 10 * MILLISECOND);
}

static void resets_must_hit_the_number(void) {
    start((struct wire_faults){0});
    open_by_hand(5000, 100);
    uint32_t theirs = last.sequence + 1;
    CHECK(tcp_open_count() == 1);
    by_hand(5000, 150, 0, RST, "");
    CHECK(tcp_open_count() == 1 && answers == 1 && last.flags == ACK); /* challenged */
    by_hand(5000, 90000, 0, RST, "");
    CHECK(tcp_open_count() == 1 && answers == 0);
    by_hand(5000, 101, theirs, SYN | ACK, "");
    CHECK(tcp_open_count() == 1 && last.flags == ACK);
    by_hand(5000, 101, 0, RST, "");
    CHECK(tcp_open_count() == 0 && answers == 0);
    finish();
}

static void strangers_are_refused(void) {
    start((struct wire_faults){0});
    wire_to_peer = remember;
    by_hand(5001, 500, 777, ACK, "x");
    CHECK(last.flags == RST && last.sequence == 777);
    struct wire_segment s = {.source = 5001, .destination = 81, .sequence = 5, .flags = SYN, .window = 10};
    wire_send(&s);
    wire_run(wire_now + 10 * MILLISECOND);
    CHECK(last.flags == (RST | ACK) && last.acknowledgement == 6);
    by_hand(5001, 500, 777, RST, "");
    CHECK(answers == 0);
    finish();
}

static void data_out_of_order_are_asked_for_again(void) {
    start((struct wire_faults){0});
    open_by_hand(5002, 100);
    uint32_t theirs = last.sequence;
    by_hand(5002, 104, theirs, ACK, "def");
    CHECK(answers == 1 && last.acknowledgement == 101 && !last.size);
    by_hand(5002, 101, theirs, ACK, "abc");
    CHECK(last.acknowledgement == 104 && last.size == 3 && !memcmp(last.data, "abc", 3));
    by_hand(5002, 102, last.sequence + 3, ACK, "bcdef");
    CHECK(last.acknowledgement == 107);
    by_hand(5002, 107, last.sequence + 3, RST, "");
    finish();
}

static void time_wait_ends_for_a_newer_connection(void) {
    start((struct wire_faults){0});
    to_send = 10;
    open_by_hand(5003, 1000);
    run_for(5 * MILLISECOND);
    uint32_t end = last.sequence + (uint32_t)last.size + 1;
    by_hand(5003, 1001, end, ACK, "");
    CHECK(tcp_at(0)->state != ESTABLISHED);
    by_hand(5003, 1001, end, FIN | ACK, "");
    CHECK(last.flags == ACK && last.acknowledgement == 1002);
    by_hand(5003, 1001, end, FIN | ACK, ""); /* once more: once more acknowledged */
    CHECK(last.flags == ACK && last.acknowledgement == 1002);
    open_by_hand(5003, 2000);
    CHECK(opened_count == 2);
    peer_count = 1;
    peers[0].port = 5003;
    finish();
}

static void both_close_at_once(void) {
    start((struct wire_faults){0});
    to_send = 10;
    open_by_hand(5004, 1000);
    run_for(5 * MILLISECOND);
    uint32_t before_fin = last.sequence + (uint32_t)last.size; /* their data, not their FIN */
    if (last.flags & FIN && !last.size)
        before_fin = last.sequence;
    by_hand(5004, 1001, before_fin, FIN | ACK, "");
    by_hand(5004, 1002, before_fin + 1, ACK, "");
    wire_run(wire_now + 12 * SECOND);
    for (unsigned i = 0; i < CONNECTIONS; i++)
        CHECK(tcp_at(i)->state == CLOSED);
    finish();
}

static void a_peer_that_vanishes_is_forgotten(void) {
    start((struct wire_faults){0});
    to_send = 5000;
    open_by_hand(5005, 1000);
    wire_to_peer = NULL;
    wire_run(wire_now + 600 * SECOND);
    CHECK(tcp_open_count() == 0);
    finish();
}

static void a_lost_synack_comes_again(void) {
    start((struct wire_faults){0});
    struct wire_segment s = {.source = 5006, .destination = PORT, .sequence = 9, .flags = SYN, .window = 5000, .mss = 1000, .scale = 3};
    wire_to_peer = remember;
    answers = 0;
    wire_send(&s);
    wire_run(wire_now + 4 * SECOND);
    CHECK(answers == 3 && last.flags == (SYN | ACK) && last.scale == 0);
    wire_run(wire_now + 100 * SECOND);
    CHECK(answers < 8);
    finish();
}

static void any_frame_is_survived(void) {
    uint8_t frame[400];
    uint64_t seed = 99;
    start((struct wire_faults){0});
    to_send = 3000;
    closes = false;
    wire_to_peer = NULL;
    for (unsigned i = 0; i < 200000; i++) {
        struct tcp_connection *c = tcp_at(unit_random(&seed) % CONNECTIONS);
        struct wire_segment s = {.source = (uint16_t)(6000 + unit_random(&seed) % 12), .destination = PORT, .flags = (uint8_t)unit_random(&seed),
                                 .sequence = (uint32_t)unit_random(&seed), .window = (uint16_t)unit_random(&seed), .scale = 7, .data = frame};
        s.mss = s.flags & SYN ? (uint16_t)unit_random(&seed) : 0;
        if (c->state != CLOSED && i % 8) {
            s.source = c->remote_port;
            s.sequence = c->receive_next + (uint32_t)(unit_random(&seed) % 5) - 2;
            s.acknowledgement = c->una + (uint32_t)(unit_random(&seed) % (c->highest - c->una + 2));
            s.flags &= i % 32 ? (uint8_t)~(RST | SYN) : 255;
        } else {
            s.flags = SYN;
        }
        s.size = unit_random(&seed) % 200;
        uint8_t whole[700];
        size_t size = wire_build(&s, whole);
        if (i % 16 == 0) {
            whole[14 + unit_random(&seed) % (size - 14)] ^= (uint8_t)unit_random(&seed);
            size -= unit_random(&seed) % 20;
        }
        wire_raw(whole, size);
        wire_run(wire_now + unit_random(&seed) % (3 * MILLISECOND));
    }
    wire_run(wire_now + 2000 * SECOND);
    for (unsigned i = 0; i < CONNECTIONS; i++)
        if (tcp_at(i)->state != CLOSED)
            tcp_abort(tcp_at(i));
    finish();
}

int main(void) {
    wire_start((struct wire_faults){0});
    tcp_init(&service, (struct tcp_limits){CONNECTIONS, BUFFERS, 2048, 4096});
    unit_run("a peer's bytes come back and both sides close", echo_and_close);
    unit_run("a megabyte arrives whole", download_clean);
    unit_run("window scaling of the peer is understood", download_scaled);
    unit_run("a window smaller than a segment works", download_narrow);
    unit_run("a tenth of all frames may be lost", download_lossy);
    unit_run("frames may be lost, doubled and late on the way out", download_dreadful);
    unit_run("frames may be lost, doubled and late on the way in", upload_dreadful);
    unit_run("two frames are enough", few_frames);
    unit_run("a closed window is probed until it opens", closed_window_is_probed);
    unit_run("connections at once do not disturb each other", many_at_once);
    unit_run("an idle connection makes room for a new one", more_than_there_is_room_for);
    unit_run("half-open connections do not stay", embryos_do_not_stay);
    unit_run("a reset must hit the exact number", resets_must_hit_the_number);
    unit_run("strangers are refused", strangers_are_refused);
    unit_run("data out of order are asked for again", data_out_of_order_are_asked_for_again);
    unit_run("TIME_WAIT ends for a newer connection", time_wait_ends_for_a_newer_connection);
    unit_run("both sides may close at once", both_close_at_once);
    unit_run("a peer that vanishes is forgotten", a_peer_that_vanishes_is_forgotten);
    unit_run("a lost SYN-ACK comes again with its options", a_lost_synack_comes_again);
    unit_run("any frame is survived", any_frame_is_survived);
}
