/* SPDX-License-Identifier: Apache-2.0 */
/* The conversation with QEMU over its QMP socket. What the answers mean is guest.c's business. */
#ifndef JUKE_QMP_H
#define JUKE_QMP_H

#include <stdbool.h>

#include "qmp_scan.h"

struct qmp {
    int fd;            /* our end; -1: none, or given up */
    bool ready;     /* QEMU left its negotiation mode: commands are allowed */
    bool sent_cont; /* the guest may run from here on */
    bool deaf;      /* QEMU does not hear us any more */
    int failures;   /* to read, in a row */
    struct qmp_scan scan;
};

/* Makes the socket pair. *THEIRS is the monitor's end. False: errno says why. */
bool qmp_open(struct qmp *qmp, int *theirs);

/* Sends a command without arguments; its reply will carry ID. False when that is not possible (any more). */
bool qmp_send(struct qmp *qmp, const char *id, const char *command);

/* Asks for the registers of every CPU; the reply will carry ID. */
bool qmp_send_registers(struct qmp *qmp, const char *id);

/* Reads once and hands over each message that is complete. False: there was nothing to read. */
bool qmp_receive(struct qmp *qmp, void (*hear)(void *context, const struct qmp_message *message), void *context);

void qmp_close(struct qmp *qmp);

#endif
