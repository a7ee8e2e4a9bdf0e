/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thousands of mutated launch files, QMP streams and frames of a guest through the parsers, under the sanitizers.
 * usage: fuzz ROUNDS [SEED]; prints the seed, so that a failure can be repeated.
 */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "../src/dns_frame.h"
#include "../src/launch.h"
#include "../src/qmp_scan.h"
#include "check.h"

static uint64_t state;

/* xorshift64*: quick, and the same everywhere. */
static uint32_t below(uint32_t limit) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * 2685821657736338717u) >> 33) % limit;
}

static const char launch_sample[] =
    "juke-launch=1\0arg=/usr/bin/qemu\0arg=-m\0arg=32\0env=A=1\0cwd=/\0uid=1\0gid=2\0group=3\0control=qmp\0stop=quit\0"
    "grace=100\0exit=unikraft\0on-reset=1\0on-panic=2\0on-halt=3\0terminal=1\0console-log=/l\0status=/s\0record=/r\0"
    "helper=fs\0helper-arg=/h\0helper-arg=-x\0helper-ready=/s\0helper=b\0helper-arg=/b\0finally-arg=/f\0"
    "dns-tap=t\0dns-address=1.2.3.4\0dns-server=127.0.0.1\0";
static const char qmp_sample[] =
    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22}}, \"capabilities\": [\"oob\"]}}\r\n{\"return\": {}, \"id\": \"cont\"}\r\n"
    "{\"timestamp\": {\"seconds\": 1}, \"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}\r\n"
    "{\"return\": \"\\r\\nCPU#0\\r\\nEIP=00100002 EFL=00000006 [-----P-] SMM=0 HLT=1\\r\\n\\u00e4\", \"id\": \"halt\"}\r\n"
    "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}, \"id\": \"cont\"}\r\n";

/* Of each kind that the forwarder takes: a query, a SYN, ARP's question; each for 169.254.0.53. */
static const char query_sample[] =
    "\2\0\0\0\0\1\2\0\0\0\0\2\x8\0\x45\0\0\x29\0\1\x40\0\x40\x11\0\0\xa\0\0\2\xa9\xfe\0\x35\x12\x34\0\x35\0\x15\0\0"
    "\xab\xcd\1\0\0\1\0\0\0\0\0\0x";
static const char syn_sample[] =
    "\2\0\0\0\0\1\2\0\0\0\0\2\x8\0\x45\0\0\x28\0\1\x40\0\x40\6\0\0\xa\0\0\2\xa9\xfe\0\x35\x12\x34\0\x35\0\0\0\7"
    "\0\0\0\0\x50\2\x10\0\0\0\0\0";
static const char arp_sample[] =
    "\xff\xff\xff\xff\xff\xff\2\0\0\0\0\2\x8\6\0\1\x8\0\6\4\0\1\2\0\0\0\0\2\xa\0\0\2\0\0\0\0\0\0\xa9\xfe\0\x35";

/* One change: a byte, a run of bytes copied, moved, removed or repeated, or a byte that matters to a parser. */
static size_t mutate(char *bytes, size_t length, size_t room) {
    static const char special[] = "\0=\n\"\\{}[]:,u0-/\xff";
    size_t at = below((uint32_t)length + 1), other = below((uint32_t)length + 1);
    size_t run = below(40);
    if (run > length - at) run = length - at;
    switch (below(6)) {
    case 0:
        if (at < length) bytes[at] = (char)below(256);
        break;
    case 1:
        if (at < length) bytes[at] = special[below(sizeof special - 1)];
        break;
    case 2: /* remove */
        memmove(bytes + at, bytes + at + run, length - at - run);
        length -= run;
        break;
    case 3: /* insert a copy */
        if (length + run <= room) {
            char copy[40];
            memcpy(copy, bytes + at, run);
            memmove(bytes + other + run, bytes + other, length - other);
            memcpy(bytes + other, copy, run);
            length += run;
        }
        break;
    case 4: length = at; break; /* cut off */
    default:
        if (at < length) bytes[at] ^= (char)(1 << below(8));
        break;
    }
    return length;
}

static size_t mutated(char *bytes, size_t room, const char *sample, size_t length) {
    memcpy(bytes, sample, length);
    for (uint32_t n = 1 + below(8); n > 0; n--) length = mutate(bytes, length, room);
    return length;
}

/* The exact size on the heap, so that the sanitizer sees a read one byte too far. */
static void one_launch_file(void) {
    char bytes[2048];
    size_t length = mutated(bytes, sizeof bytes, launch_sample, sizeof launch_sample - 1);
    char *exact = malloc(length > 0 ? length : 1);
    memcpy(exact, bytes, length);
    static struct launch l;
    struct text why = {0};
    bool good = launch_parse(exact, length, &l, &why);
    CHECK(good == (why.length == 0));
    CHECK(strlen(why.bytes) == why.length && strchr(why.bytes, '\n') == NULL);
    if (good) {
        size_t touched = 0;
        for (char **a = l.arg; *a != NULL; a++) touched += strlen(*a);
        for (char **a = l.env; *a != NULL; a++) touched += strlen(*a);
        for (size_t i = 0; i < l.helper_count; i++) {
            for (char **a = l.helpers[i].arg; *a != NULL; a++) touched += strlen(*a);
        }
        CHECK(touched < length && l.arg[0][0] == '/');
    }
    const char *status = launch_find_status(exact, length);
    if (status != NULL) CHECK(strlen(status) < length);
    free(exact);
}

static void one_qmp_stream(void) {
    static struct qmp_scan scan; /* never reset: what comes before must not matter after a newline */
    char bytes[4096];
    size_t length = mutated(bytes, sizeof bytes, qmp_sample, sizeof qmp_sample - 1);
    for (size_t i = 0; i < length; i++) {
        if (!qmp_scan(&scan, bytes[i])) continue;
        const struct qmp_message *m = &scan.message;
        CHECK(strlen(m->event) < sizeof m->event && strlen(m->id) < sizeof m->id && strlen(m->desc) < sizeof m->desc);
        CHECK(strlen(m->reason) < sizeof m->reason && strlen(m->status) < sizeof m->status);
        CHECK(m->registers.dead <= m->registers.cpus);
    }
    int after = 0;
    for (const char *c = "\n{\"event\": \"RESUME\"}\n"; *c != '\0'; c++) {
        if (qmp_scan(&scan, *c)) after += strcmp(scan.message.event, "RESUME") == 0;
    }
    CHECK(after == 1);
}

static void one_frame(void) {
    static const struct { const char *bytes; size_t length; } samples[] = {
        {query_sample, sizeof query_sample - 1}, {syn_sample, sizeof syn_sample - 1}, {arp_sample, sizeof arp_sample - 1},
    };
    char bytes[2048];
    uint32_t which = below(3), address = 0xa9fe0035;
    size_t length = mutated(bytes, sizeof bytes, samples[which].bytes, samples[which].length);
    uint8_t *exact = malloc(length > 0 ? length : 1), *reply = malloc(FRAME_REPLY_MAX);
    memcpy(exact, bytes, length);
    struct asker asker = {0};
    const uint8_t *message;
    size_t size;
    if (frame_query(exact, length, address, &asker, &message, &size)) {
        CHECK(size >= DNS_LEAST && message > exact && message + size <= exact + length);
        uint32_t touched = 0;
        for (size_t i = 0; i < size; i++) touched += message[i];
        CHECK(touched <= 255 * size);
    }
    CHECK(frame_reply(exact, length, address, reply) <= FRAME_REPLY_MAX);
    free(exact);
    free(reply);
}

int main(int argc, char **argv) {
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL);
    state = seed * 2 + 1;
    printf("# seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    test("mutated launch files are parsed or refused in one line");
    for (long i = 0; i < rounds; i++) one_launch_file();
    test("mutated QMP streams do no harm, and the next line is understood");
    for (long i = 0; i < rounds; i++) one_qmp_stream();
    test("mutated frames are understood or ignored");
    for (long i = 0; i < rounds; i++) one_frame();
    end_test();
    return 0;
}
