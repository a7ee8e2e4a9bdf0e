/* SPDX-License-Identifier: Apache-2.0 */
/* What the two halves of the launch file's parser share. */
#ifndef JUKE_LAUNCH_PARSER_H
#define JUKE_LAUNCH_PARSER_H

#include "launch.h"

enum key {
    K_VERSION, K_ARG, K_ENV, K_CWD, K_UID, K_GID, K_GROUP, K_CONTROL, K_STOP, K_GRACE, K_EXIT, K_ON_RESET, K_ON_PANIC,
    K_ON_HALT, K_TERMINAL, K_CONSOLE_LOG, K_STATUS, K_RECORD, K_HELPER, K_HELPER_ARG, K_HELPER_READY, K_FINALLY_ARG,
    K_DNS_TAP, K_DNS_ADDRESS, K_DNS_SERVER,
    K_COUNT
};

struct parser {
    struct launch *launch;
    struct text *why;
    size_t count[K_COUNT];     /* records of each key in the whole file */
    char **next_arg, **next_env, **next_helper_arg, **next_finally; /* where the next pointer goes */
    bool stop_given;
};

extern gid_t launch_groups[];

/* The key that these LENGTH bytes name; K_COUNT when none. */
enum key key_named(const char *name, size_t length);

bool key_repeats(enum key key);

/* Takes in one record. False: p->why says why. */
bool take_record(struct parser *p, enum key key, char *value);

/* The last helper so far is over; it must be complete. */
bool end_helper(struct parser *p);

/* Argument 0 is never looked up on a PATH. */
bool first_is_path(struct parser *p, enum key key, char *const *vector);

/* Says what is wrong with a record, its VALUE too unless that is NULL. Returns false. */
bool wrong(struct parser *p, enum key key, const char *what, const char *value);

#endif
