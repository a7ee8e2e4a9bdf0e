/* SPDX-License-Identifier: Apache-2.0 */
/* The orders that hello knows. */
#include "actions.h"

#include "acpi.h"
#include "console.h"
#include "cpu.h"
#include "fw_cfg.h"
#include "guest.h"
#include "panic.h"
#include "power.h"
#include "rtc.h"
#include "text.h"
#include "time.h"
#include "trap.h"

static void exit_with(const char *value) {
    const char *end;
    uint64_t code;
    if (!text_number(value, &end, &code) || *end || code > EXIT_CODE_MAX) {
        print("hello: exit= needs a number from 0 to %d, not '%s'\n", EXIT_CODE_MAX, value);
        code = EXIT_CODE_MAX;
    }
    power_exit((int)code);
}

/* Decimal seconds with up to nine places behind the point. */
static bool read_seconds(const char *value, uint64_t *ns) {
    const char *at;
    uint64_t unit = SECOND;
    if (!text_number(value, &at, ns) || *ns > 1000000000)
        return false;
    *ns *= SECOND;
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9'; at++)
            *ns += (uint64_t)(*at - '0') * (unit /= 10);
    return !*at;
}

static void sleep_for(const char *value) {
    uint64_t ns;
    if (!read_seconds(value, &ns)) {
        print("hello: sleep= needs seconds, not '%s'\n", value);
        return;
    }
    for (uint64_t until = time_now() + ns; time_now() < until; time_wait(until))
        if (power_button_pressed())
            power_button_exit();
}

static void show_cpus(void) {
    print("cpus: %u\n", acpi()->cpu_count ? acpi()->cpu_count : fw_cfg_cpu_count());
}

static void show_time(void) {
    char date[32];
    uint64_t now = time_now();
    if (!rtc_format(date, sizeof date))
        format(date, sizeof date, "no date");
    print("time: %s, %lu.%06lu s since start, clock: %s\n", date, now / SECOND, now % SECOND / 1000, time_source());
}

static void spin(void) {
    for (;;)
        pause();
}

static void halt(void) {
    for (;;)
        __asm__ volatile("cli; hlt");
}

void action_obey(const char *argument, const struct bootinfo *boot, const struct cmdline *line) {
    const char *value;
    machine_init(boot);
    if ((value = text_after(argument, "exit=")))
        exit_with(value);
    else if ((value = text_after(argument, "sleep=")))
        sleep_for(value);
    else if ((value = text_after(argument, "flood=")))
        action_flood(value);
    else if ((value = text_after(argument, "resolve=")))
        action_resolve(value, line);
    else if (!strcmp(argument, "stdin"))
        action_stdin();
    else if (!strcmp(argument, "spin"))
        spin();
    else if (!strcmp(argument, "halt"))
        halt();
    else if (!strcmp(argument, "crash"))
        trap_triple_fault();
    else if (!strcmp(argument, "panic"))
        panic("asked for by an argument");
    else if (!strcmp(argument, "fault"))
        __asm__ volatile("movl $1, 8");
    else if (!strcmp(argument, "mem"))
        print("mem: %lu\n", bootinfo_ram_bytes(boot));
    else if (!strcmp(argument, "cpus"))
        show_cpus();
    else if (!strcmp(argument, "time"))
        show_time();
}
