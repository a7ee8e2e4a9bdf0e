/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 9112 §9 (connections; one answer after the other) and RFC 9110 §15 (status codes). A connection is ours to end when
 * nothing was asked on it for a minute, when a head does not get finished, or when a body is not taken for five.
 */
#include "server.h"

#include "files.h"
#include "mem.h"
#include "page.h"
#include "power.h"
#include "request.h"
#include "tcp.h"
#include "text.h"
#include "time.h"
#include "trap.h"

#define PORT 80
#define HEAD_ROOM 512
#define IDLE_LIMIT (60 * SECOND)
#define BODY_LIMIT (300 * SECOND)

struct session {
    const uint8_t *body; /* what is left to send of a file */
    size_t left;
    uint64_t skip; /* bytes of a request's body that nobody wants */
    uint64_t active_at;
    size_t unacknowledged;
    bool close_after;
};

_Static_assert(sizeof(struct session) <= TCP_USER_SIZE, "a session lives inside of its connection");

static int exit_code = -1;

static const char *reason(unsigned status) {
    switch (status) {
    case 200: return "OK";
    case 301: return "Moved Permanently";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 411: return "Length Required";
    case 431: return "Request Header Fields Too Large";
    default: return "Error";
    }
}

static void send_head(struct tcp_connection *c, unsigned status, const char *type, size_t size, const char *more) {
    char head[HEAD_ROOM];
    struct session *s = tcp_user(c);
    if (status >= 400)
        site.failures++;
    size_t length = format(head, sizeof head,
                           "HTTP/1.1 %u %s\r\nServer: juke\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%sConnection: %s\r\n\r\n",
                           status, reason(status), type, size, more, s->close_after ? "close" : "keep-alive");
    tcp_write(c, head, length);
}

static void send_page(struct tcp_connection *c, unsigned status, const char *type, const struct page *page, bool with_body,
                      const char *more) {
    send_head(c, status, type, page->length, more);
    if (with_body) {
        tcp_write(c, page->text, page->length);
        site.body_bytes += page->length;
    }
}

static struct page *new_page(void) {
    static struct page page;
    page.length = 0;
    return &page;
}

static void send_status(struct tcp_connection *c, unsigned status, bool with_body, const char *more) {
    struct page *page = new_page();
    page_add(page, "%u %s\n", status, reason(status));
    send_page(c, status, "text/plain; charset=utf-8", page, with_body, more);
}

static void send_file(struct tcp_connection *c, const struct cpio_file *file, bool with_body) {
    struct session *s = tcp_user(c);
    send_head(c, 200, files_content_type(file->name), file->size, "");
    if (with_body) {
        s->body = file->data;
        s->left = file->size;
    }
}

static void redirect(struct tcp_connection *c, const struct request *r, bool with_body) {
    char location[HEAD_ROOM / 2];
    if (r->path.size > sizeof location - 20) {
        send_status(c, 404, with_body, "");
        return;
    }
    format(location, sizeof location, "Location: %.*s/\r\n", (int)r->path.size, r->path.at);
    send_status(c, 301, with_body, location);
}

static void send_exit(struct tcp_connection *c, const struct request *r, bool with_body) {
    uint64_t code = 0;
    bool sound = r->query.size && r->query.size < 4;
    for (size_t i = 0; sound && i < r->query.size; i++) {
        sound = r->query.at[i] >= '0' && r->query.at[i] <= '9';
        code = code * 10 + (uint64_t)(r->query.at[i] - '0');
    }
    if (!sound || code > EXIT_CODE_MAX) {
        send_status(c, 400, with_body, "");
        return;
    }
    ((struct session *)tcp_user(c))->close_after = true;
    send_status(c, 200, with_body, "");
    exit_code = (int)code;
}

static void send_made_page(struct tcp_connection *c, const char *type, bool with_body, void (*make)(struct page *)) {
    struct page *page = new_page();
    make(page);
    send_page(c, 200, type, page, with_body, "");
}

static void answer(struct tcp_connection *c, const struct request *r) {
    struct cpio_file file;
    bool with_body = !slice_is(r->method, "HEAD");
    if (slice_is(r->path, "/echo")) {
        struct page *page = new_page();
        page_echo(page, r);
        send_page(c, 200, "text/plain; charset=utf-8", page, with_body, "");
        return;
    }
    if (with_body && !slice_is(r->method, "GET")) {
        send_status(c, 405, true, "Allow: GET, HEAD\r\n");
        return;
    }
    enum found found = files_find(r->path, &file);
    if (found == FOUND)
        send_file(c, &file, with_body);
    else if (slice_is(r->path, "/stats"))
        send_made_page(c, "application/json", with_body, page_stats);
    else if (slice_is(r->path, "/exit"))
        send_exit(c, r, with_body);
    else if (slice_is(r->path, "/crash"))
        trap_triple_fault();
    else if (found == FOUND_DIRECTORY)
        redirect(c, r, with_body);
    else if (!site.files && slice_is(r->path, "/"))
        send_made_page(c, "text/html; charset=utf-8", with_body, page_home);
    else
        send_status(c, 404, with_body, "");
}

/* A request that cannot be read leaves nothing to go on from. */
static void refuse(struct tcp_connection *c, unsigned status) {
    ((struct session *)tcp_user(c))->close_after = true;
    send_status(c, status, true, "");
}

/* Takes one request; false when there is none yet. */
static bool take_request(struct tcp_connection *c) {
    struct session *s = tcp_user(c);
    struct request r;
    size_t size;
    const char *bytes = (const char *)tcp_received(c, &size);
    enum parsed parsed = size ? request_parse(bytes, size, &r) : INCOMPLETE;
    if (parsed == INCOMPLETE) {
        if (tcp_peer_done(c))
            s->close_after = true;
        return false;
    }
    site.requests++;
    if (parsed != PARSED) {
        refuse(c, parsed == TOO_LARGE ? 431 : 400);
        return true;
    }
    if (r.has_chunks) {
        refuse(c, 411);
        return true;
    }
    s->close_after = !r.keep_alive;
    answer(c, &r);
    s->skip = r.body_size;
    tcp_consume(c, r.head_size);
    return true;
}

static void skip_body(struct tcp_connection *c) {
    struct session *s = tcp_user(c);
    size_t size;
    tcp_received(c, &size);
    if (size > s->skip)
        size = s->skip;
    if (size)
        tcp_consume(c, size);
    s->skip -= size;
}

static void pump_body(struct tcp_connection *c) {
    struct session *s = tcp_user(c);
    size_t size = tcp_write(c, s->body, s->left);
    s->body += size;
    s->left -= size;
    site.body_bytes += size;
}

static void changed(struct tcp_connection *c) {
    struct session *s = tcp_user(c);
    s->active_at = time_now();
    for (;;) {
        if (s->skip)
            skip_body(c);
        if (s->left)
            pump_body(c);
        if (s->left)
            return;
        if (s->close_after || (s->skip && tcp_peer_done(c))) {
            tcp_close(c);
            return;
        }
        if (s->skip || tcp_room(c) < PAGE_MAX + HEAD_ROOM)
            return;
        if (!take_request(c) && !s->close_after)
            return;
    }
}

static void opened(struct tcp_connection *c) {
    ((struct session *)tcp_user(c))->active_at = time_now();
}

static void gone(struct tcp_connection *c) {
    (void)c;
}

static bool is_idle(const struct tcp_connection *c) {
    size_t size;
    tcp_received(c, &size);
    return !size && !tcp_unacknowledged(c);
}

static void check_age(struct tcp_connection *c, uint64_t now) {
    struct session *s = tcp_user(c);
    bool sending = s->left || tcp_unacknowledged(c);
    if (now - s->active_at < (sending ? BODY_LIMIT : IDLE_LIMIT))
        return;
    if (sending || tcp_peer_done(c)) {
        tcp_abort(c);
    } else {
        tcp_close(c);
        tcp_flush(c);
    }
}

void server_tick(void) {
    tcp_each(check_age);
}

int server_wants_exit(void) {
    return exit_code;
}

/* Room to receive is twice what a head may have, so that the window of an unfinished head is never a silly one. */
void server_start(void) {
    static const struct tcp_service service = {PORT, opened, changed, gone, is_idle};
    size_t left = mem_left();
    struct tcp_limits limits = {1024, 256, 2 * HEAD_MAX, left >= 32u << 20 ? 32768 : 16384};
    unsigned fit = (unsigned)(left / 2 / (limits.receive_size + limits.send_size));
    if (limits.buffers > fit)
        limits.buffers = fit;
    tcp_init(&service, limits);
}
