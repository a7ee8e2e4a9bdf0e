/* SPDX-License-Identifier: Apache-2.0 */
/* The parser of the launch file: what it takes, and every error with its words. */
#include "../src/launch.h"

#include "check.h"
#include "unit.h"

#define FIRST "juke-launch=1\0"
#define ARG "arg=/bin/m\0"

static struct launch l;
static struct text why;

/* A string literal of records; its own last NUL ends nothing. */
#define PARSE(records) parse(records, sizeof(records) - 1)

static bool parse(const char *records, size_t length) {
    static char bytes[LAUNCH_MAX + 2];
    why = (struct text){0};
    memcpy(bytes, records, length);
    return launch_parse(bytes, length, &l, &why);
}

#define REFUSES(records, words)        \
    do {                               \
        CHECK(!PARSE(records));        \
        CHECK_TEXT(why.bytes, words);  \
    } while (0)

static void accepts(void) {
    test("a launch file needs no more than the version and one arg, and has the defaults of the contract");
    CHECK(PARSE(FIRST ARG));
    CHECK_TEXT(l.arg[0], "/bin/m");
    CHECK(l.arg[1] == NULL && l.env[0] == NULL && l.finally_arg == NULL && l.helper_count == 0);
    CHECK(!l.qmp && l.stop == STOP_SIGNAL && l.grace_ms == 10000 && l.exit == EXIT_STATUS);
    CHECK(l.on_reset == 139 && l.on_panic == 134 && l.on_halt == -1);
    CHECK(!l.has_user && !l.terminal && !l.cwd && !l.console_log && !l.status && !l.record);

    test("a resolver's taps keep their order, and its addresses are read");
    CHECK(PARSE(FIRST ARG "dns-server=127.0.0.11\0dns-tap=jk1-a\0dns-address=169.254.0.53\0dns-tap=jk2-a\0"));
    CHECK(l.dns_tap_count == 2 && l.dns_server == 0x7f00000b && l.dns_address == 0xa9fe0035);
    CHECK_TEXT(l.dns_taps[0], "jk1-a");
    CHECK_TEXT(l.dns_taps[1], "jk2-a");

    test("records of different keys may come in any order, those of one key keep theirs");
    CHECK(PARSE(FIRST "env=A=1\0" ARG "env=B=2\0finally-arg=/f\0arg=x\0finally-arg=y\0arg=\0"));
    CHECK_TEXT(l.arg[1], "x");
    CHECK_TEXT(l.arg[2], "");
    CHECK(l.arg[3] == NULL);
    CHECK_TEXT(l.env[0], "A=1");
    CHECK_TEXT(l.env[1], "B=2");
    CHECK(l.env[2] == NULL);
    CHECK_TEXT(l.finally_arg[0], "/f");
    CHECK_TEXT(l.finally_arg[1], "y");
    CHECK(l.finally_arg[2] == NULL);

    test("a value is everything after the first =, newlines and blanks and = included");
    CHECK(PARSE(FIRST ARG "arg=a=b c\n\"d\"\0env=N==\n\0"));
    CHECK_TEXT(l.arg[1], "a=b c\n\"d\"");
    CHECK_TEXT(l.env[0], "N==\n");

    test("every single-valued key is understood");
    CHECK(PARSE(FIRST ARG "cwd=/c\0uid=65534\0gid=0\0group=5\0group=6\0control=qmp\0stop=power-button\0grace=0\0"
                          "exit=unikraft\0on-reset=0\0on-panic=255\0on-halt=7\0terminal=1\0console-log=/l\0"
                          "status=/s\0record=/r\0"));
    CHECK_TEXT(l.cwd, "/c");
    CHECK(l.has_user && l.uid == 65534 && l.gid == 0 && l.group_count == 2 && l.groups[0] == 5 && l.groups[1] == 6);
    CHECK(l.qmp && l.stop == STOP_POWER_BUTTON && l.grace_ms == 0 && l.exit == EXIT_UNIKRAFT);
    CHECK(l.on_reset == 0 && l.on_panic == 255 && l.on_halt == 7 && l.terminal);
    CHECK_TEXT(l.console_log, "/l");
    CHECK_TEXT(l.status, "/s");
    CHECK_TEXT(l.record, "/r");
    CHECK(PARSE(FIRST ARG "stop=signal\0control=none\0exit=debug-exit\0") && l.exit == EXIT_DEBUG_EXIT && !l.qmp);
    CHECK(PARSE(FIRST ARG "exit=status\0control=qmp\0stop=signal\0") && l.exit == EXIT_STATUS && l.stop == STOP_SIGNAL);

    test("with QMP the default way to stop is quit");
    CHECK(PARSE(FIRST ARG "control=qmp\0") && l.stop == STOP_QUIT);

    test("helper records belong to the last helper before them, whatever comes between");
    CHECK(PARSE(FIRST "helper=a\0helper-arg=/a\0" ARG "helper-arg=1\0helper-ready=/ra\0helper=\0env=X=\0helper-arg=/b\0"));
    CHECK(l.helper_count == 2);
    CHECK_TEXT(l.helpers[0].name, "a");
    CHECK_TEXT(l.helpers[0].arg[0], "/a");
    CHECK_TEXT(l.helpers[0].arg[1], "1");
    CHECK(l.helpers[0].arg[2] == NULL);
    CHECK_TEXT(l.helpers[0].ready, "/ra");
    CHECK_TEXT(l.helpers[1].name, "");
    CHECK_TEXT(l.helpers[1].arg[0], "/b");
    CHECK(l.helpers[1].arg[1] == NULL && l.helpers[1].ready == NULL);

    test("the largest ids and numbers are taken");
    CHECK(PARSE(FIRST ARG "uid=4294967294\0gid=4294967294\0grace=2147483647\0"));
    CHECK(l.uid == 4294967294u && l.grace_ms == INT32_MAX);
}

static void refuses(void) {
    test("a file must begin with its version");
    REFUSES("", "the first record is not juke-launch=1");
    REFUSES(ARG, "the first record is not juke-launch=1");
    REFUSES(ARG FIRST, "the first record is not juke-launch=1");
    REFUSES("juke-launch=2\0" ARG, "juke-launch: not a known value: \"2\"");
    REFUSES("juke-launch=\0" ARG, "juke-launch: not a known value: \"\"");
    REFUSES("juke-launch=1", "record 1 is cut off: no NUL byte at its end");

    test("records that are not KEY=VALUE and a NUL are refused");
    REFUSES(FIRST ARG "arg=x", "record 3 is cut off: no NUL byte at its end");
    REFUSES(FIRST "arg\0", "record 2 has no \"=\": \"arg\"");
    REFUSES(FIRST "\0", "record 2 has no \"=\": \"\"");
    REFUSES(FIRST "=x\0", "record 2 has an unknown key: \"\"");
    REFUSES(FIRST "argument=x\0", "record 2 has an unknown key: \"argument\"");
    REFUSES(FIRST "ar=x\0", "record 2 has an unknown key: \"ar\"");
    REFUSES(FIRST "Arg=x\0", "record 2 has an unknown key: \"Arg\"");
    REFUSES(FIRST ARG "a\nb=x\0", "record 3 has an unknown key: \"a b\"");

    test("each single-valued key is refused the second time");
    REFUSES(FIRST FIRST ARG, "juke-launch: given twice");
    static const char *const once[] = {
        "cwd=/", "uid=1", "gid=1", "control=none", "stop=signal", "grace=1", "exit=status", "on-reset=1", "on-panic=1",
        "on-halt=1", "terminal=1", "console-log=/x", "status=/x", "record=/x", "dns-address=1.2.3.4", "dns-server=1.2.3.4",
    };
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        char bytes[256], words[64];
        int n = snprintf(bytes, sizeof bytes, "juke-launch=1%carg=/m%c%s%c%s%c", 0, 0, once[i], 0, once[i], 0);
        snprintf(words, sizeof words, "%.*s: given twice", (int)strcspn(once[i], "="), once[i]);
        CHECK(!parse(bytes, (size_t)n));
        CHECK_TEXT(why.bytes, words);
    }
    REFUSES(FIRST ARG "helper=h\0helper-arg=/h\0helper-ready=/a\0helper-ready=/b\0",
            "helper-ready: given twice for one helper: \"/b\"");

    test("what is missing is named");
    REFUSES(FIRST, "arg: missing");
    REFUSES(FIRST ARG "helper=h\0", "helper-arg: missing");
    REFUSES(FIRST ARG "helper=h\0helper=i\0helper-arg=/i\0", "helper-arg: missing");
    REFUSES(FIRST ARG "uid=1\0", "uid: uid and gid go together");
    REFUSES(FIRST ARG "gid=1\0", "gid: uid and gid go together");
    REFUSES(FIRST ARG "group=1\0", "group: only with uid");
    REFUSES(FIRST ARG "helper-arg=/h\0", "helper-arg: comes before any helper: \"/h\"");
    REFUSES(FIRST ARG "helper-ready=/h\0", "helper-ready: comes before any helper: \"/h\"");

    test("a resolver has a tap, an address and a server, or none of them");
    REFUSES(FIRST ARG "dns-tap=t\0", "dns-tap: dns-tap, dns-address and dns-server go together");
    REFUSES(FIRST ARG "dns-tap=t\0dns-address=1.2.3.4\0", "dns-tap: dns-tap, dns-address and dns-server go together");
    REFUSES(FIRST ARG "dns-tap=t\0dns-server=1.2.3.4\0", "dns-tap: dns-tap, dns-address and dns-server go together");
    REFUSES(FIRST ARG "dns-address=1.2.3.4\0dns-server=1.2.3.4\0", "dns-tap: dns-tap, dns-address and dns-server go together");

    test("what is no address and no name of an interface is refused");
    REFUSES(FIRST ARG "dns-server=\0", "dns-server: not an IPv4 address: \"\"");
    REFUSES(FIRST ARG "dns-server=127.0.0.11:53\0", "dns-server: not an IPv4 address: \"127.0.0.11:53\"");
    REFUSES(FIRST ARG "dns-address=::1\0", "dns-address: not an IPv4 address: \"::1\"");
    REFUSES(FIRST ARG "dns-address=1.2.3\0", "dns-address: not an IPv4 address: \"1.2.3\"");
    REFUSES(FIRST ARG "dns-tap=\0", "dns-tap: not a name of an interface: \"\"");
    REFUSES(FIRST ARG "dns-tap=0123456789abcdef\0", "dns-tap: not a name of an interface: \"0123456789abcdef\"");
    CHECK(PARSE(FIRST ARG "dns-tap=0123456789abcde\0dns-address=1.2.3.4\0dns-server=127.0.0.53\0"));
    REFUSES(FIRST ARG "dns-tap=a\0dns-tap=b\0dns-tap=c\0dns-tap=d\0dns-tap=e\0dns-tap=f\0dns-tap=g\0dns-tap=h\0"
            "dns-tap=i\0dns-tap=j\0dns-tap=k\0dns-tap=l\0dns-tap=m\0dns-tap=n\0dns-tap=o\0dns-tap=p\0dns-tap=q\0",
            "dns-tap: more than 16");

    test("programs are absolute paths");
    REFUSES(FIRST "arg=qemu\0", "arg: the program is not an absolute path: \"qemu\"");
    REFUSES(FIRST "arg=\0", "arg: the program is not an absolute path: \"\"");
    REFUSES(FIRST ARG "helper=h\0helper-arg=h\0", "helper-arg: the program is not an absolute path: \"h\"");
    REFUSES(FIRST ARG "finally-arg=rm\0", "finally-arg: the program is not an absolute path: \"rm\"");

    test("a malformed number is refused");
    REFUSES(FIRST ARG "grace=\0", "grace: not a decimal number: \"\"");
    REFUSES(FIRST ARG "grace=-1\0", "grace: not a decimal number: \"-1\"");
    REFUSES(FIRST ARG "grace=+1\0", "grace: not a decimal number: \"+1\"");
    REFUSES(FIRST ARG "grace= 1\0", "grace: not a decimal number: \" 1\"");
    REFUSES(FIRST ARG "grace=1 \0", "grace: not a decimal number: \"1 \"");
    REFUSES(FIRST ARG "grace=0x1\0", "grace: not a decimal number: \"0x1\"");
    REFUSES(FIRST ARG "grace=1.5\0", "grace: not a decimal number: \"1.5\"");
    REFUSES(FIRST ARG "grace=2147483648\0", "grace: too large: \"2147483648\"");
    REFUSES(FIRST ARG "grace=99999999999999999999999999\0", "grace: too large: \"99999999999999999999999999\"");
    REFUSES(FIRST ARG "uid=4294967295\0gid=0\0", "uid: too large: \"4294967295\"");
    REFUSES(FIRST ARG "uid=0\0gid=4294967295\0", "gid: too large: \"4294967295\"");
    REFUSES(FIRST ARG "uid=0\0gid=0\0group=x\0", "group: not a decimal number: \"x\"");
    REFUSES(FIRST ARG "on-reset=256\0", "on-reset: too large: \"256\"");
    REFUSES(FIRST ARG "on-panic=-1\0", "on-panic: not a decimal number: \"-1\"");
    REFUSES(FIRST ARG "control=qmp\0on-halt=a\0", "on-halt: not a decimal number: \"a\"");

    test("a word that is not in the contract is refused");
    REFUSES(FIRST ARG "control=QMP\0", "control: not a known value: \"QMP\"");
    REFUSES(FIRST ARG "stop=kill\0", "stop: not a known value: \"kill\"");
    REFUSES(FIRST ARG "exit=solo5\0", "exit: not a known value: \"solo5\"");
    REFUSES(FIRST ARG "terminal=0\0", "terminal: not a known value: \"0\"");
    REFUSES(FIRST ARG "env=A\0", "env: not NAME=value: \"A\"");
    REFUSES(FIRST ARG "env==1\0", "env: not NAME=value: \"=1\"");

    test("what only QMP can do needs QMP");
    REFUSES(FIRST ARG "stop=quit\0", "stop: needs control=qmp");
    REFUSES(FIRST ARG "control=none\0stop=power-button\0", "stop: needs control=qmp");
    REFUSES(FIRST ARG "on-halt=0\0", "on-halt: needs control=qmp");
}

static void limits(void) {
    static char big[LAUNCH_MAX + 2];
    test("a file of exactly 1 MiB is read, one byte more is not");
    memcpy(big, "juke-launch=1\0arg=/m\0arg=", 25);
    memset(big + 25, 'x', sizeof big - 25);
    big[LAUNCH_MAX - 1] = '\0';
    why = (struct text){0};
    CHECK(launch_parse(big, LAUNCH_MAX, &l, &why));
    CHECK(strlen(l.arg[1]) == LAUNCH_MAX - 26);
    big[LAUNCH_MAX] = '\0';
    CHECK(!launch_parse(big, LAUNCH_MAX + 1, &l, &why));
    CHECK_TEXT(why.bytes, "larger than 1 MiB");

    test("a file full of the shortest records fits");
    size_t n;
    memcpy(big, "juke-launch=1\0arg=/m", 21);
    for (n = 21; n + 5 <= LAUNCH_MAX; n += 5) memcpy(big + n, "arg=", 5);
    why = (struct text){0};
    CHECK(launch_parse(big, n, &l, &why));
    size_t count = 0;
    while (l.arg[count] != NULL) count++;
    CHECK(count == (n - 21) / 5 + 1);

    test("there may be 32 helpers, not 33");
    static const char helper[] = "helper=h\0helper-arg=/h";
    n = 21;
    for (int i = 0; i < 33; i++) memcpy(big + n + (size_t)i * sizeof helper, helper, sizeof helper);
    why = (struct text){0};
    CHECK(launch_parse(big, n + 32 * sizeof helper, &l, &why));
    CHECK(l.helper_count == 32 && strcmp(l.helpers[31].arg[0], "/h") == 0 && l.helpers[31].arg[1] == NULL);
    CHECK(!launch_parse(big, n + 33 * sizeof helper, &l, &why));
    CHECK_TEXT(why.bytes, "helper: more than 32");
}

static void status(void) {
    test("the status path is found in a file that does not parse");
    static const char broken[] = "nonsense\0xstatus=/no\0status=/yes\0status=/late\0cut";
    CHECK_TEXT(launch_find_status(broken, sizeof broken - 1), "/yes");
    CHECK(launch_find_status("status=/cut", 11) == NULL);
    CHECK(launch_find_status("", 0) == NULL);
    CHECK(launch_find_status("a=b\0", 4) == NULL);
}

void unit_launch(void) {
    accepts();
    refuses();
    limits();
    status();
    end_test();
}
