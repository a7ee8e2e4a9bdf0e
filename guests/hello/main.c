/* SPDX-License-Identifier: Apache-2.0 */
/* Says hello, shows what it was given, and does what the arguments say. */
#include "actions.h"
#include "console.h"
#include "guest.h"
#include "text.h"

const char guest_name[] = "hello";

static void show(const char *what, const char *const values[], unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        print("%s[%u]=", what, i);
        console_write(values[i], strlen(values[i]));
        console_write("\n", 1);
    }
}

int guest_main(const struct bootinfo *boot, const struct cmdline *line) {
    print("Hello from Juke!\n");
    show("arg", line->args, line->arg_count);
    show("env", line->env, line->env_count);
    for (unsigned i = 0; i < line->arg_count; i++)
        action_obey(line->args[i], boot, line);
    return 0;
}
