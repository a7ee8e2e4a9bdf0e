/* SPDX-License-Identifier: Apache-2.0 */
#include "cmdline.h"

#include "net_config.h"
#include "unit.h"

static struct cmdline line;
static char text[70000];

static const char *parse(const char *from) {
    format(text, sizeof text, "%s", from);
    return cmdline_parse(&line, text, false);
}

static void blanks_separate(void) {
    CHECK(!parse("  juke\ta  b\nc\v "));
    CHECK_TEXT(line.program, "juke");
    CHECK(line.arg_count == 3);
    CHECK_TEXT(line.args[2], "c");
}

static void quotes_group_and_vanish(void) {
    parse("j 'a b' \"c d\" e'f g'h \"it's\" 'say \"x\"'");
    CHECK(line.arg_count == 5);
    CHECK_TEXT(line.args[0], "a b");
    CHECK_TEXT(line.args[1], "c d");
    CHECK_TEXT(line.args[2], "ef gh");
    CHECK_TEXT(line.args[3], "it's");
    CHECK_TEXT(line.args[4], "say \"x\"");
}

static void backslashes_follow_unikraft(void) {
    parse("j a\\ b \\\"c \\\\ \"d\\\"e\\\\f\\n\" 'g\\h\\\\' x\\y");
    CHECK(line.arg_count == 6);
    CHECK_TEXT(line.args[0], "a b");
    CHECK_TEXT(line.args[1], "\"c");
    CHECK_TEXT(line.args[2], "\\");
    CHECK_TEXT(line.args[3], "d\"e\\f\\n");
    CHECK_TEXT(line.args[4], "g\\h\\\\");
    CHECK_TEXT(line.args[5], "xy");
}

static void empty_quotes_are_empty_arguments(void) {
    parse("j '' a \"\"");
    CHECK(line.arg_count == 3);
    CHECK_TEXT(line.args[0], "");
    CHECK_TEXT(line.args[2], "");
}

static void an_open_quote_ends_with_the_line(void) {
    parse("j 'a b");
    CHECK(line.arg_count == 1);
    CHECK_TEXT(line.args[0], "a b");
}

static void without_stop_all_are_arguments(void) {
    parse("j env.vars=A=1 b");
    CHECK(line.arg_count == 2 && !line.env_count && !line.param_count);
    CHECK_TEXT(line.args[0], "env.vars=A=1");
}

static void only_the_first_stop_counts(void) {
    parse("j a.b=1 -- x -- y");
    CHECK(line.arg_count == 3);
    CHECK_TEXT(line.args[1], "--");
}

static void a_stop_alone_leaves_no_arguments(void) {
    parse("j a.b=1 --");
    CHECK(!line.arg_count && line.param_count == 1);
    parse("j -- x");
    CHECK(line.arg_count == 1);
}

static void environment_comes_as_list_or_alone(void) {
    parse("j env.vars=[ A=1 \"X=two words\" ] env.vars=B=2 env.vars=[C=3 D=] -- x");
    CHECK(line.env_count == 5);
    CHECK_TEXT(line.env[0], "A=1");
    CHECK_TEXT(line.env[1], "X=two words");
    CHECK_TEXT(line.env[2], "B=2");
    CHECK_TEXT(line.env[3], "C=3");
    CHECK_TEXT(line.env[4], "D=");
    CHECK(line.arg_count == 1 && !line.param_count);
}

static void a_stop_inside_of_a_list_is_a_value(void) {
    parse("j env.vars=[ A=1 -- B=2 ] -- x");
    CHECK(line.env_count == 3 && line.arg_count == 1);
}

static void unknown_params_do_no_harm(void) {
    parse("j foo.bar help vfs.fstab=[ \"initrd0:/:extract:::\" ] lonely -- x");
    CHECK(line.arg_count == 1);
    CHECK_TEXT(cmdline_param(&line, "vfs.fstab", 0), "initrd0:/:extract:::");
    CHECK_TEXT(cmdline_param(&line, "foo.bar", 0), "");
    CHECK(!cmdline_param(&line, "foo", 0));
    CHECK(!cmdline_param(&line, "vfs.fstab", 1));
}

static void the_kernel_name_is_dropped_when_the_loader_adds_it(void) {
    format(text, sizeof text, "/some/kernel juke a.b=1 -- x");
    CHECK(!cmdline_parse(&line, text, true));
    CHECK_TEXT(line.program, "juke");
    CHECK(line.arg_count == 1);
}

static void nothing_at_all_is_fine(void) {
    CHECK(!parse("") && !line.arg_count);
    CHECK(!parse("   ") && !line.arg_count);
    CHECK_TEXT(line.program, "");
}

static void repeat(const char *start, const char *word, unsigned times) {
    size_t length = format(text, sizeof text, "%s", start);
    while (times--)
        length += format(text + length, sizeof text - length, "%s", word);
}

static void limits_are_said_not_cut(void) {
    repeat("j -- ", "a ", 256);
    CHECK(!cmdline_parse(&line, text, false) && line.arg_count == 256);
    repeat("j -- ", "a ", 257);
    CHECK_TEXT(cmdline_parse(&line, text, false), "more than 256 arguments");
    repeat("j ", "env.vars=A=1 ", 64);
    format(text + strlen(text), 10, "--");
    CHECK(!cmdline_parse(&line, text, false) && line.env_count == 64);
    repeat("j ", "env.vars=A=1 ", 65);
    format(text + strlen(text), 10, "--");
    CHECK_TEXT(cmdline_parse(&line, text, false), "more than 64 environment variables");
    repeat("j ", "a ", 5000);
    CHECK(cmdline_parse(&line, text, false));
}

static void any_bytes_are_survived(void) {
    uint64_t seed = 7;
    for (unsigned i = 0; i < 20000; i++) {
        size_t length = unit_random(&seed) % 60;
        char *exact = malloc(length + 1);
        for (size_t j = 0; j < length; j++)
            exact[j] = "ab \\\\'\"[]=-.\t"[unit_random(&seed) % 13];
        exact[length] = 0;
        cmdline_parse(&line, exact, false);
        free(exact);
    }
}

static struct net_config net;

static const char *net_of(const char *params, unsigned index) {
    char whole[300];
    format(whole, sizeof whole, "j %s -- x", params);
    parse(whole);
    return net_config_read(&line, index, &net);
}

static void addresses_of_today(void) {
    CHECK(!net_of("netdev.ip=172.17.0.2/16:172.17.0.1:8.8.8.8:1.1.1.1:box:lan", 0));
    CHECK(net.address == 0xAC110002 && net.mask == 0xFFFF0000 && net.gateway == 0xAC110001);
    CHECK_TEXT(net.hostname, "box");
    CHECK(net.resolver == 0x08080808);
    CHECK(!net_of("netdev.ip=10.1.2.3", 0) && net.mask == 0xFFFFFFFF && !net.gateway);
    CHECK(!net_of("netdev.ip=10.1.2.3/0", 0) && net.mask == 0);
    CHECK(!net_of("netdev.ip=10.1.2.3/24::8.8.8.8", 0) && !net.gateway && net.resolver == 0x08080808);
    CHECK(!net_of("netdev.ip=10.1.2.3/24:10.1.2.1::1.1.1.1:box", 0) && !net.resolver);
    CHECK_TEXT(net.hostname, "box");
}

static void addresses_of_old(void) {
    CHECK(!net_of("netdev.ipv4_addr=10.1.2.3 netdev.ipv4_gw_addr=10.1.2.1 netdev.ipv4_subnet_mask=255.255.255.0 vfs.rootfs=initrd", 0));
    CHECK(net.address == 0x0A010203 && net.mask == 0xFFFFFF00 && net.gateway == 0x0A010201);
}

static void several_interfaces(void) {
    CHECK(!net_of("netdev.ip=10.1.2.3/24 netdev.ip=[ 10.2.2.3/24 10.3.2.3/24 ]", 2));
    CHECK(net.address == 0x0A030203);
    CHECK(!net_of("netdev.ip=10.1.2.3/24", 1) && !net.address);
}

static void nothing_said_is_the_user_network(void) {
    CHECK(!net_of("", 0) && net.address == 0x0A00020F && net.gateway == 0x0A000202);
}

static void wrong_addresses_are_named(void) {
    const char *wrong[] = {"netdev.ip=/24::8.8.8.8", "netdev.ip=10.1.2", "netdev.ip=10.1.2.256/24", "netdev.ip=10.1.2.3/33",
                           "netdev.ip=10.1.2.3/24:x", "netdev.ip=10.1.2.3/24::x", "netdev.ip=10.1.2.3/24::8.8.8.8.8", "netdev.ip=10.1.2.3x", "netdev.ip=", "netdev.ipv4_addr=", "netdev.ipv4_addr=1.2.3.4.5"};
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(net_of(wrong[i], 0));
}

int main(void) {
    unit_run("blanks separate words", blanks_separate);
    unit_run("quotes group words and vanish", quotes_group_and_vanish);
    unit_run("backslashes follow Unikraft's rules", backslashes_follow_unikraft);
    unit_run("empty quotes are empty arguments", empty_quotes_are_empty_arguments);
    unit_run("an open quote ends with the line", an_open_quote_ends_with_the_line);
    unit_run("without -- all words are arguments", without_stop_all_are_arguments);
    unit_run("only the first -- counts", only_the_first_stop_counts);
    unit_run("-- at the end leaves no arguments", a_stop_alone_leaves_no_arguments);
    unit_run("the environment comes as a list or alone", environment_comes_as_list_or_alone);
    unit_run("-- inside of a list is a value", a_stop_inside_of_a_list_is_a_value);
    unit_run("unknown parameters do no harm", unknown_params_do_no_harm);
    unit_run("the kernel's name is dropped when the loader adds it", the_kernel_name_is_dropped_when_the_loader_adds_it);
    unit_run("an empty line is fine", nothing_at_all_is_fine);
    unit_run("limits are said, not cut", limits_are_said_not_cut);
    unit_run("any bytes are survived", any_bytes_are_survived);
    unit_run("netdev.ip gives address, mask, gateway and host", addresses_of_today);
    unit_run("the older netdev parameters work, too", addresses_of_old);
    unit_run("each interface has its own netdev.ip", several_interfaces);
    unit_run("without a word it is QEMU's user network", nothing_said_is_the_user_network);
    unit_run("wrong addresses are named", wrong_addresses_are_named);
}
