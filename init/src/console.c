/* SPDX-License-Identifier: Apache-2.0 */
/* Streams: one pipe copied to two sinks, with back-pressure. See console.h. */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sink.h"
#include "sys.h"

bool stream_open(struct stream *s, int *writer, struct sink *one, struct sink *two, struct words *words) {
    int ends[2];
    if (SYS(pipe2(ends, O_CLOEXEC)) != 0) return false;
    /* Only our end: the monitor's must block, or its output would be lost when we are slow. */
    if (SYS(fcntl(ends[0], F_SETFL, O_NONBLOCK)) != 0) {
        int error = errno;
        close(ends[0]);
        close(ends[1]);
        errno = error;
        return false;
    }
    s->from = ends[0];
    *writer = ends[1];
    s->to[0] = one;
    s->to[1] = two;
    s->words = words;
    return true;
}

static bool finished(const struct stream *s, int i) {
    return s->to[i] == NULL || s->to[i]->fd < 0 || s->to[i]->broken || s->done[i] == s->length;
}

static bool full(const struct stream *s) {
    return s->length > 0 && !(finished(s, 0) && finished(s, 1));
}

static void fill(struct stream *s) {
    s->length = s->done[0] = s->done[1] = 0;
    if (s->from < 0 || s->eof) return;
    ssize_t got = SYS(read(s->from, s->buffer, sizeof s->buffer));
    s->empty = got < 0 && errno == EAGAIN;
    if (got == 0) s->eof = true;
    if (got <= 0) return; /* any other error is tried again */
    s->length = (size_t)got;
    if (s->words != NULL) words_feed(s->words, s->buffer, s->length);
}

void stream_step(struct stream *s) {
    if (!full(s)) fill(s);
    for (int i = 0; i < 2; i++) {
        while (!finished(s, i)) {
            size_t n = sink_write(s->to[i], s->buffer + s->done[i], s->length - s->done[i]);
            if (n == 0) break;
            s->done[i] += n;
        }
    }
}

size_t stream_polls(const struct stream *s, struct pollfd *polls) {
    size_t n = 0;
    if (full(s)) {
        for (int i = 0; i < 2; i++) {
            if (!finished(s, i)) polls[n++] = (struct pollfd){.fd = s->to[i]->fd, .events = POLLOUT};
        }
    } else if (s->from >= 0 && !s->eof) {
        polls[n++] = (struct pollfd){.fd = s->from, .events = POLLIN};
    }
    return n;
}

bool stream_drained(const struct stream *s) {
    return s->from < 0 || (!full(s) && (s->eof || s->empty));
}
