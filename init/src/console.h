/* SPDX-License-Identifier: Apache-2.0 */
/* Copying what a monitor writes to where people read it, without losing a byte and without ever blocking init. */
#ifndef JUKE_CONSOLE_H
#define JUKE_CONSOLE_H

#include <poll.h>
#include <stdbool.h>

#include "words.h"

enum { STREAM_BUFFER = 64 * 1024, STREAM_POLLS = 3 };

/* Where bytes go. */
struct sink {
    int fd; /* -1: nowhere */
    enum { SINK_NONBLOCKING, SINK_CAREFUL, SINK_SOCKET, SINK_LOG } kind;
    bool broken; /* nobody reads, or the disk is full: bytes for it are dropped from now on */
    int error;   /* errno of that */
};

/* One pipe, copied to up to two sinks. It is read again when both have everything: so a slow reader slows the guest. */
struct stream {
    int from;     /* the pipe's end for reading; -1: none */
    bool eof;
    bool empty;   /* at the last look there was nothing in the pipe */
    struct sink *to[2];
    size_t done[2];
    size_t length;
    struct words *words; /* hears everything too; or NULL */
    char buffer[STREAM_BUFFER];
};

/* Makes one of init's own descriptors a sink. */
void sink_adopt(struct sink *sink, int fd);

/* Opens the console's log. False: errno says why. */
bool sink_open_log(struct sink *sink, const char *path);

/* Makes the stream's pipe; the end for writing is *WRITER. False: errno says why. */
bool stream_open(struct stream *stream, int *writer, struct sink *one, struct sink *two, struct words *words);

/* Moves what can be moved now. */
void stream_step(struct stream *stream);

/* Adds what to wait for to POLLS (room for STREAM_POLLS); returns how many. */
size_t stream_polls(const struct stream *stream, struct pollfd *polls);

/* Nothing is left, neither in the pipe nor here. Only final once nobody writes any more. */
bool stream_drained(const struct stream *stream);

#endif
