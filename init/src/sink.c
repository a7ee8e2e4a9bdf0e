/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing without waiting, on descriptors that are shared with others.
 *
 * O_NONBLOCK belongs to the open file, which the caller's shell shares with us: setting it there would break the shell.
 * So a pipe or a terminal is opened a second time where /proc allows it. Where not, poll(2) is asked before each write,
 * and the write is small: a pipe that is ready takes PIPE_BUF bytes at once (pipe(7)).
 */
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys.h"

void sink_adopt(struct sink *sink, int fd) {
    *sink = (struct sink){.fd = fd, .kind = SINK_CAREFUL};
    struct stat about;
    if (SYS(fstat(fd, &about)) != 0) return;
    if (S_ISSOCK(about.st_mode)) sink->kind = SINK_SOCKET;
    if (!S_ISFIFO(about.st_mode) && !isatty(fd)) return;
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int own = SYS(open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (own < 0) return;
    sink->fd = own;
    sink->kind = SINK_NONBLOCKING;
}

/* Never truncated, and not for other people's eyes: a console may show secrets. */
bool sink_open_log(struct sink *sink, const char *path) {
    int fd = SYS(open(path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600));
    if (fd < 0) return false;
    *sink = (struct sink){.fd = fd, .kind = SINK_LOG};
    return true;
}

static ssize_t write_now(const struct sink *sink, const char *bytes, size_t length) {
    if (sink->kind == SINK_SOCKET) return SYS(send(sink->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL));
    if (sink->kind == SINK_CAREFUL) {
        struct pollfd ready = {.fd = sink->fd, .events = POLLOUT};
        if (poll(&ready, 1, 0) != 1) {
            errno = EAGAIN;
            return -1;
        }
        if (length > PIPE_BUF) length = PIPE_BUF;
    }
    return SYS(write(sink->fd, bytes, length));
}

size_t sink_write(struct sink *sink, const char *bytes, size_t length) {
    ssize_t n = write_now(sink, bytes, length);
    if (n >= 0) return (size_t)n;
    if (errno == EAGAIN || errno == EINTR) return 0;
    sink->broken = true; /* once and for all: a log with a hole in it would lie */
    sink->error = errno;
    if (sink->kind == SINK_LOG) say("the console's log is no longer written: %s", errno_words(sink->error));
    return 0;
}
