/* SPDX-License-Identifier: Apache-2.0 */
/* The scanner of QMP lines and of register dumps, with what QEMU 7.2 really sent. */
#include "../src/qmp_scan.h"

#include "check.h"
#include "unit.h"

static struct qmp_scan scan;
static struct qmp_message last;

/* Feeds the text; returns how many messages it held. The last one is in `last`. */
static int feed(const char *text) {
    int n = 0;
    for (; *text != '\0'; text++) {
        if (!qmp_scan(&scan, *text)) continue;
        last = scan.message;
        n++;
    }
    return n;
}

static int fresh(const char *text) {
    memset(&scan, 0, sizeof scan);
    memset(&last, 0, sizeof last);
    return feed(text);
}

static void messages(void) {
    test("a greeting, a reply, an error and events are told apart");
    CHECK(fresh("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": "
                "\"Debian 1:7.2\"}, \"capabilities\": [\"oob\"]}}\r\n") == 1);
    CHECK(last.greeting && !last.reply && !last.error);
    CHECK(feed("{\"return\": {}, \"id\": \"cont\"}\r\n") == 1);
    CHECK(last.reply && !last.greeting);
    CHECK_TEXT(last.id, "cont");
    CHECK(feed("{\"id\": \"x\", \"error\": {\"class\": \"GenericError\", \"desc\": \"The \\\"thing\\\" \\u00e4 failed\"}}\r\n") == 1);
    CHECK(last.error && !last.reply);
    CHECK_TEXT(last.desc, "The \"thing\"   failed");
    CHECK(feed("{\"timestamp\": {\"seconds\": 1795306491, \"microseconds\": 875342}, \"event\": \"SHUTDOWN\", \"data\": "
               "{\"guest\": true, \"reason\": \"guest-reset\"}}\r\n") == 1);
    CHECK_TEXT(last.event, "SHUTDOWN");
    CHECK_TEXT(last.reason, "guest-reset");
    CHECK(feed("{\"return\": {\"status\": \"internal-error\", \"singlestep\": false, \"running\": false}, \"id\": \"state\"}\n") == 1);
    CHECK_TEXT(last.status, "internal-error");
    CHECK_TEXT(last.reason, "");

    test("keys count only where they belong");
    CHECK(fresh("{\"data\": {\"x\": {\"reason\": \"deep\", \"event\": \"E\"}, \"QMP\": 1}, \"reason\": \"top\", \"a\": [\"event\", "
                "{\"return\": 1}], \"value\": \"error\"}\n") == 1);
    CHECK_TEXT(last.reason, "");
    CHECK_TEXT(last.event, "");
    CHECK(!last.reply && !last.error && !last.greeting);

    test("messages may be cut anywhere, and several may come at once");
    CHECK(fresh("{\"eve") == 0);
    CHECK(feed("nt\": \"RE") == 0);
    CHECK(feed("SUME\"}\n{\"return\": {}}\n{\"event\": \"STOP\"") == 2);
    CHECK(feed("}") == 1);
    CHECK_TEXT(last.event, "STOP");

    test("long texts are cut off, not written past their place");
    CHECK(fresh("{\"event\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\", "
                "\"id\": \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"}\n") == 1);
    CHECK(strlen(last.event) == 31 && strlen(last.id) == 15);

    test("garbage is skipped to the end of its line");
    CHECK(fresh("hello {\"event\": \"X\"}\n{\"event\": \"Y\"}\n") == 1);
    CHECK_TEXT(last.event, "Y");
    CHECK(fresh("]}\n{]\n[1]\n\"{\"\n{\"a\":[}\n{\"event\": \"Z\n}\n{\"event\": \"W\"}") == 1);
    CHECK_TEXT(last.event, "W");
    CHECK(fresh("\xff\xfe\x01\n{\"event\": \"V\"}") == 1);

    test("what is nested too deeply is skipped");
    memset(&scan, 0, sizeof scan);
    CHECK(feed("{\"a\":") == 0);
    for (int i = 0; i < 1000; i++) CHECK(feed("[") == 0);
    CHECK(feed("\n{\"event\": \"V\"}") == 1);
    CHECK_TEXT(last.event, "V");
}

#define CPU(flags, halt)                                                                                            \
    "CPU#0\\r\\nEAX=2badb002 EBX=000f31e0 ECX=00100000 EDX=00000511\\r\\nESI=000efbe0 EDI=000efc70 EBP=00000006 "     \
    "ESP=00007b60\\r\\nEIP=00100002 " flags " [-----P-] CPL=0 II=0 A20=1 SMM=0 HLT=" halt "\\r\\nES =0010 00000000 " \
    "ffffffff 00cf9300 DPL=0 DS   [-WA]\\r\\nXMM00=0000000000000000\\r\\n"
#define DUMP(cpus) "{\"return\": \"\\r\\n" cpus "\", \"id\": \"halt\"}\r\n"

static void registers(void) {
    test("a CPU is dead when it is halted with interrupts off, in 32-bit and in 64-bit mode");
    CHECK(fresh(DUMP(CPU("EFL=00000006", "1"))) == 1);
    CHECK(last.registers.cpus == 1 && registers_all_dead(&last.registers));
    CHECK_TEXT(last.id, "halt");
    CHECK(fresh(DUMP(CPU("RFL=00000002", "1"))) == 1 && registers_all_dead(&last.registers));
    CHECK(fresh(DUMP(CPU("EFL=00000202", "1"))) == 1 && !registers_all_dead(&last.registers));
    CHECK(fresh(DUMP(CPU("EFL=00000006", "0"))) == 1 && !registers_all_dead(&last.registers));

    test("all CPUs must be dead");
    CHECK(fresh(DUMP(CPU("EFL=00000006", "1") CPU("RFL=00000046", "1"))) == 1);
    CHECK(last.registers.cpus == 2 && registers_all_dead(&last.registers));
    CHECK(fresh(DUMP(CPU("EFL=00000006", "1") CPU("RFL=00000246", "1"))) == 1);
    CHECK(last.registers.cpus == 2 && last.registers.dead == 1 && !registers_all_dead(&last.registers));

    test("a CPU that was never started does not count, unless it is alone");
    static const char parked[] = "CPU#1\\r\\nEIP=0000fff0 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0\\r\\n";
    char text[2048];
    snprintf(text, sizeof text, "{\"return\": \"%s%s\"}", CPU("EFL=00000006", "1"), parked);
    CHECK(fresh(text) == 1 && last.registers.cpus == 2 && registers_all_dead(&last.registers));
    snprintf(text, sizeof text, "{\"return\": \"%s%s\"}", CPU("EFL=00000206", "1"), parked);
    CHECK(fresh(text) == 1 && !registers_all_dead(&last.registers));
    snprintf(text, sizeof text, "{\"return\": \"%s\"}", parked);
    CHECK(fresh(text) == 1 && last.registers.parked == 1 && !registers_all_dead(&last.registers));

    test("a reply without registers, or without flags, says nothing");
    CHECK(fresh("{\"return\": \"\", \"id\": \"halt\"}") == 1 && !registers_all_dead(&last.registers));
    CHECK(fresh("{\"return\": \"HLT=1\"}") == 1 && last.registers.cpus == 1 && !registers_all_dead(&last.registers));

    test("a dump of 500 CPUs, a megabyte in one line, is read whole");
    memset(&scan, 0, sizeof scan);
    CHECK(feed("{\"return\": \"") == 0);
    for (int i = 0; i < 500; i++) {
        CHECK(feed(CPU("EFL=00000006", "1")) == 0);
        for (int k = 0; k < 40; k++) CHECK(feed("FPR0=0000000000000000 0000 FPR1=0000000000000000 0000\\r\\n") == 0);
    }
    CHECK(feed("\"}\n") == 1);
    CHECK(last.registers.cpus == 500 && registers_all_dead(&last.registers));
}

void unit_qmp(void) {
    messages();
    registers();
    end_test();
}
