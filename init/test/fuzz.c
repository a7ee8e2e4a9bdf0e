/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thousands of mutated launch files and QMP streams through the parsers, under the sanitizers.
 * usage: fuzz ROUNDS [SEED]; prints the seed, so that a failure can be repeated.
 */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

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
    "helper=fs\0helper-arg=/h\0helper-arg=-x\0helper-ready=/s\0helper=b\0helper-arg=/b\0finally-arg=/f\0";
static const char qmp_sample[] =
    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22}}, \"capabilities\": [\"oob\"]}}\r\n{\"return\": {}, \"id\": \"cont\"}\r\n"
    "{\"timestamp\": {\"seconds\": 1}, \"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}\r\n"
    "{\"return\": \"\\r\\nCPU#0\\r\\nEIP=00100002 EFL=00000006 [-----P-] SMM=0 HLT=1\\r\\n\\u00e4\", \"id\": \"halt\"}\r\n"
    "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}, \"id\": \"cont\"}\r\n";

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
    end_test();
    return 0;
}
