/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record: see record.h. The lock is fcntl(2)'s F_SETLK: it belongs to the process, so children do not hold it, and
 * it is gone when we are, however that happens. (Closing any descriptor of the file releases it: there is only one.)
 */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "sys.h"

static int fd = -1;

/* One write, so that a reader never sees half a line. */
static bool append(struct text *line) {
    if (fd < 0) return true;
    if (line->length == sizeof line->bytes - 1) line->bytes[line->length - 1] = '\n';
    return SYS(write(fd, line->bytes, line->length)) == (ssize_t)line->length;
}

/* Field 22 of proc_pid_stat(5), counted from the last ")": the name in field 2 may hold anything. "-" without /proc. */
static void start_time(struct text *result) {
    char stat[1024];
    int file = SYS(open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
    ssize_t got = file >= 0 ? SYS(read(file, stat, sizeof stat - 1)) : -1;
    if (file >= 0) close(file);
    stat[got > 0 ? got : 0] = '\0';
    char *at = strrchr(stat, ')');
    for (int field = 2; at != NULL && field < 22; field++) at = strchr(at + 1, ' ');
    char start[24];
    bool known = at != NULL && sscanf(at, "%23s", start) == 1;
    text_add(result, "%s", known ? start : "-");
}

bool record_open(const char *path, struct text *why) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int file = SYS(open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_CLOEXEC, 0600));
    if (file < 0) {
        text_add(why, "record: cannot open %s: %s", path, errno_words(errno));
        return false;
    }
    if (SYS(fcntl(file, F_SETLK, &whole)) != 0) {
        bool held = errno == EAGAIN || errno == EACCES;
        text_add(why, "record: cannot lock %s: %s", path, held ? "another juke-init holds it" : errno_words(errno));
        close(file);
        return false;
    }
    fd = file;
    struct text line = {0};
    text_add(&line, "init %d ", (int)getpid());
    start_time(&line);
    text_add(&line, "\n");
    if (append(&line)) return true;
    text_add(why, "record: cannot write %s: %s", path, errno_words(errno));
    record_close(); /* so that the exit line is not tried */
    return false;
}

void record_running(void) {
    struct text line = {0};
    text_add(&line, "running %" PRId64 "\n", unix_nanos());
    if (!append(&line)) say("cannot write the record: %s", errno_words(errno));
}

void record_exit(const struct outcome *o) {
    struct text line = {0};
    text_add(&line, "exit %d %" PRId64 " %s\n", o->code, unix_nanos(), reason_word(o->reason));
    if (o->sentence.length > 0) text_add(&line, "words %s\n", o->sentence.bytes);
    /* The lines that matter most: tried twice. */
    if (!append(&line) && !append(&line)) say("cannot write the record: %s", errno_words(errno));
}

void record_close(void) {
    if (fd >= 0) close(fd);
    fd = -1;
}
