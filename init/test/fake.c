/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A monitor that does what it is told: its arguments are steps, taken one after the other.
 *   out:TEXT err:TEXT   print a line            outfill:N errfill:N  print N bytes, numbered lines
 *   fill3:N             N bytes on fd 3
 *   qmp:TEXT            send a line on fd 3     greet                send QEMU's greeting
 *   await:WORD          read lines from fd 3 until one holds WORD, remember its id
 *   reply:JSON          send {"return": JSON, "id": …}               ok  the same with {}
 *   refuse:DESC         send an error reply     registers:N          reply with N halted CPUs
 *   close3              close fd 3              negotiate            greet, and answer up to cont
 *   ignore:TERM         ignore SIGTERM          sleep:MS
 *   fork                leave a child that sleeps, ignores SIGTERM and prints its pid to $PIDS
 *   flooder             leave a child that writes to standard error for ever
 *   pid:FILE            write our pid           touch:FILE           make a file
 *   fds:FILE            list our descriptors    cat                  copy standard input to standard output
 *   env                 print the environment   nonblock:FD          set O_NONBLOCK there
 *   eat                 eat all memory          spin                 eat all time
 *   ppid:N              send signal N to init
 *   exit:N  kill:N      end
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char id[64];

static void must(bool good, const char *what) {
    if (good) return;
    fprintf(stderr, "fake: %s: %s\n", what, strerror(errno));
    _exit(99);
}

static void write_all(int fd, const char *text, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, text, length);
        if (n < 0 && errno == EAGAIN) {
            poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
            continue;
        }
        must(n > 0, "write");
        text += n;
        length -= (size_t)n;
    }
}

static void line(int fd, const char *text) {
    write_all(fd, text, strlen(text));
    write_all(fd, "\n", 1);
}

static void fill(int fd, long bytes) {
    char text[64];
    for (long n = 0; bytes > 0; n++) {
        int length = snprintf(text, sizeof text, "%060ld\n", n);
        if (length > bytes) length = (int)bytes;
        write_all(fd, text, (size_t)length);
        bytes -= length;
    }
}

static void await(const char *word) {
    char text[4096];
    size_t n = 0;
    while (n < sizeof text - 1) {
        ssize_t got = read(3, text + n, 1);
        if (got <= 0) _exit(0); /* init is gone */
        text[n + 1] = '\0';
        if (text[n++] != '\n') continue;
        if (strstr(text, word) != NULL) {
            char *at = strstr(text, "\"id\":\"");
            id[0] = '\0';
            if (at != NULL) sscanf(at + 6, "%63[^\"]", id);
            return;
        }
        n = 0;
    }
    _exit(98);
}

static void reply(const char *kind, const char *json) {
    dprintf(3, "{\"%s\": %s, \"id\": \"%s\"}\r\n", kind, json, id);
}

/* In drips, so that init sees a line in many pieces. */
static void registers(long cpus) {
    dprintf(3, "{\"return\": \"");
    for (long i = 0; i < cpus; i++) {
        dprintf(3, "\\r\\nCPU#%ld\\r\\nEIP=00100002 EF", i);
        if (i % 100 == 0) usleep(1000);
        dprintf(3, "L=00000006 [-----P-] CPL=0 II=0 A20=1 SMM=0 HLT=1\\r\\n%0500d\\r\\n", 0);
    }
    dprintf(3, "\", \"id\": \"%s\"}\r\n", id);
}

static void leave_child(bool flood) {
    pid_t pid = fork();
    must(pid >= 0, "fork");
    if (pid != 0) {
        FILE *pids = fopen(getenv("PIDS"), "a");
        must(pids != NULL, "PIDS");
        fprintf(pids, "%d\n", pid);
        fclose(pids);
        return;
    }
    signal(SIGTERM, SIG_IGN);
    setsid();
    for (;;) {
        if (flood) {
            line(2, "flood");
        } else {
            pause();
        }
    }
}

static void file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    must(fd >= 0, path);
    write_all(fd, text, strlen(text));
    close(fd);
}

static void list_descriptors(const char *path) {
    char text[4096] = "";
    for (int fd = 0; fd < 1024; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) sprintf(text + strlen(text), "%d ", fd);
    }
    file(path, text);
}

static void cat(void) {
    char text[4096];
    for (;;) {
        ssize_t n = read(0, text, sizeof text);
        if (n < 0 && errno == EAGAIN) {
            poll(&(struct pollfd){.fd = 0, .events = POLLIN}, 1, -1);
            continue;
        }
        if (n <= 0) return;
        write_all(1, text, (size_t)n);
    }
}

static void negotiate(void);

static void negotiate_step(const char *value) { (void)value; negotiate(); }
static void do_out(const char *value) { line(1, value); }
static void do_err(const char *value) { line(2, value); }
static void do_outfill(const char *value) { fill(1, atol(value)); }
static void do_errfill(const char *value) { fill(2, atol(value)); }

static void do_fill3(const char *value) {
    char text[1000];
    memset(text, 'x', sizeof text);
    for (long n = atol(value); n > 0; n -= (long)sizeof text) write_all(3, text, sizeof text);
}

static void do_qmp(const char *value) { line(3, value); }
static void do_greet(const char *value) {
    (void)value;
    line(3, "{\"QMP\": {\"version\": {\"qemu\": {}}, \"capabilities\": []}}\r");
}

static void do_reply(const char *value) { reply("return", value); }
static void do_ok(const char *value) { (void)value; reply("return", "{}"); }
static void do_registers(const char *value) { registers(atol(value)); }
static void do_close3(const char *value) { (void)value; close(3); }
static void do_ignore(const char *value) { (void)value; signal(SIGTERM, SIG_IGN); }
static void do_fork(const char *value) { (void)value; leave_child(false); }
static void do_flooder(const char *value) { (void)value; leave_child(true); }
static void do_touch(const char *value) { file(value, ""); }
static void do_cat(const char *value) { (void)value; cat(); }
static void do_exit(const char *value) { _exit(atoi(value)); }
static void do_nonblock(const char *value) { fcntl(atoi(value), F_SETFL, fcntl(atoi(value), F_GETFL) | O_NONBLOCK); }

static void do_refuse(const char *value) {
    char text[512];
    snprintf(text, sizeof text, "{\"desc\": \"%s\"}", value);
    reply("error", text);
}

static void do_sleep(const char *value) {
    long ms = atol(value);
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static void do_pid(const char *value) {
    char text[32];
    snprintf(text, sizeof text, "%d", getpid());
    file(value, text);
}

static void do_env(const char *value) {
    (void)value;
    for (char **e = environ; *e != NULL; e++) line(1, *e);
}

static void do_kill(const char *value) {
    kill(getpid(), atoi(value));
    pause();
}

static void do_ppid(const char *value) { kill(getppid(), atoi(value)); }

static void do_eat(const char *value) {
    (void)value;
    for (;;) memset(malloc(1 << 20), 1, 1 << 20);
}

static void do_spin(const char *value) {
    (void)value;
    for (;;) getppid();
}

static void negotiate(void) {
    do_greet("");
    await("qmp_cap");
    do_ok("");
    await("cont");
    do_ok("");
}

static const struct {
    const char *name;
    void (*act)(const char *value);
} steps[] = {
    {"out", do_out}, {"err", do_err}, {"outfill", do_outfill}, {"errfill", do_errfill}, {"fill3", do_fill3},
    {"qmp", do_qmp},
    {"greet", do_greet}, {"await", await}, {"reply", do_reply}, {"ok", do_ok}, {"refuse", do_refuse},
    {"registers", do_registers}, {"close3", do_close3}, {"negotiate", negotiate_step}, {"ignore", do_ignore},
    {"sleep", do_sleep}, {"fork", do_fork}, {"flooder", do_flooder}, {"pid", do_pid}, {"touch", do_touch},
    {"fds", list_descriptors}, {"cat", do_cat}, {"exit", do_exit}, {"kill", do_kill}, {"env", do_env},
    {"nonblock", do_nonblock}, {"ppid", do_ppid}, {"eat", do_eat}, {"spin", do_spin},
};

static void step(const char *name, const char *value) {
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (strcmp(steps[i].name, name) != 0) continue;
        steps[i].act(value);
        return;
    }
    fprintf(stderr, "fake: what is %s?\n", name);
    _exit(97);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        char *colon = strchr(argv[i], ':');
        if (colon != NULL) *colon = '\0';
        step(argv[i], colon != NULL ? colon + 1 : "");
    }
    return 0;
}
