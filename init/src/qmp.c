/* SPDX-License-Identifier: Apache-2.0 */
/* The conversation with QEMU over its QMP socket: see qmp.h. */
#include "qmp.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys.h"

enum { FAILURES_MAX = 10 }; /* in a row: a want of memory passes, anything else does not */

bool qmp_open(struct qmp *q, int *theirs) {
    int ends[2];
    if (SYS(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) != 0) return false;
    *q = (struct qmp){.fd = ends[0]};
    *theirs = ends[1];
    return true;
}

void qmp_close(struct qmp *q) {
    if (q->fd >= 0) close(q->fd);
    q->fd = -1;
    q->ready = false;
    q->deaf = true;
}

/* A monitor that does not read its socket is as good as one without a socket: never wait for it. */
static bool send_line(struct qmp *q, const char *line, int length) {
    if (q->fd < 0) return false;
    if (SYS(send(q->fd, line, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL)) == length) return true;
    q->ready = false;
    q->deaf = true; /* but what it still says is heard */
    return false;
}

bool qmp_send(struct qmp *q, const char *id, const char *command) {
    char line[128];
    int length = snprintf(line, sizeof line, "{\"execute\":\"%s\",\"id\":\"%s\"}\n", command, id);
    return send_line(q, line, length);
}

bool qmp_send_registers(struct qmp *q, const char *id) {
    char line[160];
    int length = snprintf(line, sizeof line,
                          "{\"execute\":\"human-monitor-command\",\"id\":\"%s\","
                          "\"arguments\":{\"command-line\":\"info registers -a\"}}\n",
                          id);
    return send_line(q, line, length);
}

bool qmp_receive(struct qmp *q, void (*hear)(void *, const struct qmp_message *), void *context) {
    char bytes[16 * 1024];
    if (q->fd < 0) return false;
    ssize_t got = SYS(recv(q->fd, bytes, sizeof bytes, MSG_DONTWAIT));
    if (got < 0 && errno == EAGAIN) return false;
    if (got < 0 && errno != ECONNRESET && ++q->failures < FAILURES_MAX) return false;
    if (got > 0) q->failures = 0;
    if (got <= 0) {
        qmp_close(q);
        return false;
    }
    for (ssize_t i = 0; i < got && q->fd >= 0; i++) {
        if (qmp_scan(&q->scan, bytes[i])) hear(context, &q->scan.message);
    }
    return true;
}
