/* SPDX-License-Identifier: Apache-2.0 */
/* The launch file (docs/launch-file.md): everything that juke-init is to do, checked. */
#ifndef JUKE_LAUNCH_H
#define JUKE_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "say.h"

enum {
    LAUNCH_MAX = 1 << 20,  /* bytes in a launch file */
    HELPERS_MAX = 32,
    DNS_TAPS_MAX = 16,
};

/* How the guest is asked to end. */
enum stop_way { STOP_SIGNAL, STOP_QUIT, STOP_POWER_BUTTON };

/* How the monitor's exit status becomes the guest's. */
enum exit_rule { EXIT_STATUS, EXIT_DEBUG_EXIT, EXIT_UNIKRAFT };

/* All pointers lead into the launch file's bytes. Vectors end with NULL. A text that was not given is NULL. */
struct launch {
    char **arg;
    char **env;
    char **finally_arg; /* NULL: no such program */

    const char *cwd;
    bool has_user; /* uid, gid and groups hold */
    uid_t uid;
    gid_t gid;
    const gid_t *groups;
    size_t group_count;

    bool qmp;
    enum stop_way stop;
    int64_t grace_ms;

    enum exit_rule exit;
    int on_reset;
    int on_panic;
    int on_halt; /* -1: not watched */

    bool terminal;
    const char *console_log;
    const char *status;
    const char *record;

    struct launch_helper {
        const char *name;
        char **arg;
        const char *ready; /* NULL: ready at once */
    } helpers[HELPERS_MAX];
    size_t helper_count;

    const char *dns_taps[DNS_TAPS_MAX];
    size_t dns_tap_count;
    uint32_t dns_address, dns_server; /* host byte order; only with a tap */
};

/*
 * Reads the file into memory of its own (one launch file per process). False, and WHY in one line, when it cannot be
 * read or is too large; *LENGTH bytes at *BYTES are there even then, for launch_find_status.
 */
bool launch_read(const char *path, char **bytes, size_t *length, struct text *why);

/* Parses and checks. Does no input or output. False, and WHY in one line, when the file is not right. */
bool launch_parse(char *bytes, size_t length, struct launch *launch, struct text *why);

/* The path of a `status` record in a file that did not parse, so that whoever waits there hears of it; or NULL. */
const char *launch_find_status(const char *bytes, size_t length);

#endif
