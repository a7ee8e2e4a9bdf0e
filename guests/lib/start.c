/* SPDX-License-Identifier: Apache-2.0 */
/* From boot.S to guest_main: as little as possible, so that the first byte leaves early. */
#include "acpi.h"
#include "apic.h"
#include "boot.h"
#include "console.h"
#include "guest.h"
#include "mem.h"
#include "panic.h"
#include "power.h"
#include "time.h"
#include "trap.h"

_Noreturn void start(unsigned how, uint64_t info);

static struct bootinfo boot;
static struct cmdline line;

void start(unsigned how, uint64_t info) {
    console_init();
    trap_init();
    if (how == BOOT_MULTIBOOT)
        multiboot_read(&boot, info);
    else
        pvh_read(&boot, info);
    acpi_init(boot.rsdp);
    const char *wrong = cmdline_parse(&line, boot.cmdline, boot.names_kernel);
    if (wrong)
        panic("command line: %s", wrong);
    power_exit(guest_main(&boot, &line));
}

void machine_init(const struct bootinfo *info) {
    static bool done;
    if (done)
        return;
    done = true;
    mem_init(info);
    mem_guard_null();
    apic_init();
    time_init();
    power_init();
}
