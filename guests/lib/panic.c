/* SPDX-License-Identifier: Apache-2.0 */
/* A reason on the console, and an exit code that says so. */
#include "panic.h"

#include "console.h"
#include "cpu.h"
#include "power.h"
#include "text.h"

void panic(const char *pattern, ...) {
    static bool again;
    char reason[256];
    va_list arguments;
    cli();
    if (again)
        power_exit(PANIC_EXIT_CODE);
    again = true;
    va_start(arguments, pattern);
    vformat(reason, sizeof reason, pattern, arguments);
    va_end(arguments);
    print("panic: %s\n", reason);
    power_exit(PANIC_EXIT_CODE);
}
