/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of juke-init. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "await.h"
#include "kvm.h"
#include "run.h"
#include "signals.h"

#ifndef JUKE_VERSION
#define JUKE_VERSION "unknown"
#endif

enum { EXIT_USAGE = 125 };

/* A missing descriptor 0, 1 or 2 would be taken by the next file that is opened. */
static void fill_standard_descriptors(void) {
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) continue;
        if (open("/dev/null", O_RDWR) < 0 && open("/", O_PATH) < 0) _exit(EXIT_USAGE);
    }
}

static bool number(const char *text, long most, long *result) {
    long n = 0;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c < '0' || *c > '9') return false;
        n = n * 10 + (*c - '0');
        if (n > most) return false;
    }
    *result = n;
    return *text != '\0';
}

static int usage(void) {
    say("usage: juke-init LAUNCH-FILE | await FD PID MS | probe-kvm | --version");
    return EXIT_USAGE;
}

static int await_command(char **arg) {
    long fd, pid, ms;
    if (!number(arg[0], INT32_MAX, &fd) || !number(arg[1], INT32_MAX, &pid) || !number(arg[2], INT32_MAX, &ms)) {
        return usage();
    }
    return pid > 0 ? await_status((int)fd, (pid_t)pid, ms) : usage();
}

static int print(const char *line, int code) {
    ssize_t written = write(STDOUT_FILENO, line, strlen(line));
    return written == (ssize_t)strlen(line) ? code : 1;
}

int main(int argc, char **argv) {
    fill_standard_descriptors();
    if (argc == 5 && strcmp(argv[1], "await") == 0) return await_command(argv + 2);
    if (argc == 2 && strcmp(argv[1], "probe-kvm") == 0) {
        struct text line = {0};
        int code = kvm_probe(&line) ? 0 : 1;
        text_add(&line, "\n");
        return print(line.bytes, code);
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) return print("juke-init " JUKE_VERSION "\n", 0);
    if (argc != 2 || argv[1][0] == '-') return usage();
    signals_block();
    return run_launch_file(argv[1]);
}
