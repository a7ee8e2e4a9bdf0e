/* SPDX-License-Identifier: Apache-2.0 */
#include "request.h"

#include "unit.h"

static struct request r;

static enum parsed parse(const char *text) {
    size_t size = strlen(text);
    char *exact = malloc(size + 1);
    memcpy(exact, text, size);
    static char *last;
    free(last);
    last = exact;
    return request_parse(exact, size, &r);
}

static void a_plain_request(void) {
    CHECK(parse("GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\nrest") == PARSED);
    CHECK(slice_is(r.method, "GET") && slice_is(r.path, "/a") && slice_is(r.query, "b=c") && slice_is(r.fields, "Host: x\r\n"));
    CHECK(r.is_1_1 && r.keep_alive && !r.body_size && r.head_size == 32);
}

static void persistence(void) {
    CHECK(parse("GET / HTTP/1.0\r\n\r\n") == PARSED && !r.keep_alive);
    CHECK(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") == PARSED && r.keep_alive);
    CHECK(parse("GET / HTTP/1.1\r\nConnection: foo, Close\r\n\r\n") == PARSED && !r.keep_alive);
}

static void leniency(void) {
    CHECK(parse("\r\n\nGET / HTTP/1.1\nHost: x\n\n") == PARSED && slice_is(r.method, "GET"));
    CHECK(parse("GET http://h:80/p?q HTTP/1.1\r\n\r\n") == PARSED && slice_is(r.path, "/p"));
    CHECK(parse("GET http://h HTTP/1.1\r\n\r\n") == PARSED && slice_is(r.path, "/"));
}

static void unfinished(void) {
    const char *whole = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
    char part[64];
    for (size_t i = 1; i < strlen(whole); i++) {
        format(part, sizeof part, "%.*s", (int)i, whole);
        CHECK(parse(part) == INCOMPLETE);
    }
}

static void garbage(void) {
    const char *bad[] = {"\x16\x03\x01 \x02 x\r\n\r\n", "GET\r\n\r\n", "GET / \r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET x HTTP/1.1\r\n\r\n",
                         "G(T / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n: x\r\n\r\n",
                         "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
                         "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                         "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", " GET / HTTP/1.1\r\n\r\n", "* * *\r\n\r\n"};
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        if (parse(bad[i]) != MALFORMED) {
            printf("# taken: %s\n", bad[i]);
            CHECK(false);
        }
}

static void bodies(void) {
    CHECK(parse("POST / HTTP/1.1\r\nContent-Length: 12\r\n\r\n") == PARSED && r.body_size == 12);
    CHECK(parse("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") == PARSED && r.has_chunks);
}

static void too_large(void) {
    static char big[HEAD_MAX + 1];
    memset(big, 'a', HEAD_MAX);
    memcpy(big, "GET /", 5);
    CHECK(parse(big) == TOO_LARGE);
    big[HEAD_MAX - 1] = 0;
    CHECK(parse(big) == INCOMPLETE);
    memset(big, '\n', HEAD_MAX);
    CHECK(parse(big) == TOO_LARGE);
}

static void any_bytes(void) {
    uint64_t seed = 11;
    for (unsigned i = 0; i < 50000; i++) {
        char text[80];
        size_t length = unit_random(&seed) % 79;
        for (size_t j = 0; j < length; j++)
            text[j] = "GET /: HTTP1.\r\n\r\n\n%x\t"[unit_random(&seed) % 21];
        text[length] = 0;
        parse(text);
    }
}

int main(void) {
    unit_run("a plain request", a_plain_request);
    unit_run("who keeps a connection open", persistence);
    unit_run("what is forgiven", leniency);
    unit_run("an unfinished head waits for more", unfinished);
    unit_run("garbage is malformed", garbage);
    unit_run("bodies have a length or chunks", bodies);
    unit_run("a head has a limit", too_large);
    unit_run("any bytes are survived", any_bytes);
}
