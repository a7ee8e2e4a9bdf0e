/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scanner for the JSON lines that QEMU sends (docs/interop/qmp-spec.txt in QEMU). It takes a byte at a time and keeps
 * only the few values that juke-init looks at, so lines may be of any length and no line is ever stored.
 * Bytes that are no JSON object are skipped to the end of their line.
 */
#ifndef JUKE_QMP_SCAN_H
#define JUKE_QMP_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "registers.h"

/* One message. A text that was not in it is empty; a long one is cut off. */
struct qmp_message {
    bool greeting; /* {"QMP": …} */
    bool reply;    /* {"return": …} */
    bool error;    /* {"error": …} */
    char event[32];
    char id[16];
    char reason[32];            /* data.reason of an event */
    char status[32];            /* return.status */
    char desc[512];             /* error.desc */
    struct registers registers; /* a return that is a string, read as a dump of registers */
};

enum { QMP_DEPTH = 64 };

struct qmp_scan {
    struct qmp_message message;
    int depth;           /* open braces and brackets */
    uint64_t objects;    /* bit N: level N is an object, not an array */
    bool skip;           /* until the end of the line: this is no message */
    bool value_next;     /* in an object: a colon was seen */
    bool in_string;
    bool is_key;         /* the string being read is a key */
    int escape;          /* 1: after a backslash; 5 … 2: in the digits of \uXXXX */
    char keys[2][16];    /* the keys that lead to the value being read: top level, and the one below */
    char *into;          /* where the string being read is kept, or NULL */
    size_t room, length; /* of that place */
    bool dump;           /* the string being read goes to the register reader */
};

/* True when this byte completed a message; it is in scan->message until the next call. */
bool qmp_scan(struct qmp_scan *scan, char byte);

#endif
