/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parser of the launch file: records KEY=VALUE, each ended by a NUL byte.
 *
 * Two passes. The first finds each record's key and counts, so that the second can lay the vectors (arg, env, …) into
 * one fixed array of pointers, whatever the order of the records. A pure function of the bytes but for that array.
 */
#include "launch.h"

#include <string.h>

#include "launch_parser.h"

/* The shortest record that takes a pointer is "arg=" and its NUL; each vector takes one more for its end. */
static char *slots[LAUNCH_MAX / 5 + HELPERS_MAX + 3];

/* Takes the record at *AT: finds its key and value and moves *AT to the next one. */
static bool next_record(struct parser *p, char **at, const char *end, size_t position, enum key *key, char **value) {
    char *start = *at;
    char *nul = memchr(start, '\0', (size_t)(end - start));
    if (nul == NULL) {
        text_add(p->why, "record %zu is cut off: no NUL byte at its end", position);
        return false;
    }
    char *equals = memchr(start, '=', (size_t)(nul - start));
    if (equals == NULL) {
        text_add(p->why, "record %zu has no \"=\": \"%.80s\"", position, start);
        text_clean(p->why);
        return false;
    }
    size_t length = (size_t)(equals - start);
    *key = key_named(start, length);
    if (*key == K_COUNT) {
        text_add(p->why, "record %zu has an unknown key: \"%.*s\"", position, length < 80 ? (int)length : 80, start);
        text_clean(p->why);
        return false;
    }
    *value = equals + 1;
    *at = nul + 1;
    return true;
}

static bool count_records(struct parser *p, char *bytes, const char *end) {
    size_t position = 1;
    enum key key;
    char *value;
    for (char *at = bytes; at < end; position++) {
        if (!next_record(p, &at, end, position, &key, &value)) return false;
        if (p->count[key]++ > 0 && !key_repeats(key)) return wrong(p, key, "given twice", NULL);
        if (position == 1 && key != K_VERSION) break;
    }
    if (p->count[K_VERSION] == 1) return true;
    text_add(p->why, "the first record is not juke-launch=1");
    return false;
}

static bool dns_is_whole(struct parser *p) {
    size_t taps = p->count[K_DNS_TAP] > 0 ? 1 : 0;
    if (p->count[K_DNS_ADDRESS] == taps && p->count[K_DNS_SERVER] == taps) return true;
    return wrong(p, K_DNS_TAP, "dns-tap, dns-address and dns-server go together", NULL);
}

/* What must hold between records. */
static bool check(struct parser *p) {
    struct launch *l = p->launch;
    if (!first_is_path(p, K_ARG, l->arg) || !end_helper(p)) return false;
    if (l->finally_arg != NULL && !first_is_path(p, K_FINALLY_ARG, l->finally_arg)) return false;
    if (p->count[K_UID] != p->count[K_GID]) {
        return wrong(p, p->count[K_UID] > 0 ? K_UID : K_GID, "uid and gid go together", NULL);
    }
    l->has_user = p->count[K_UID] > 0;
    if (l->group_count > 0 && !l->has_user) return wrong(p, K_GROUP, "only with uid", NULL);
    if (!p->stop_given) l->stop = l->qmp ? STOP_QUIT : STOP_SIGNAL;
    if (!l->qmp && l->stop != STOP_SIGNAL) return wrong(p, K_STOP, "needs control=qmp", NULL);
    if (!l->qmp && l->on_halt >= 0) return wrong(p, K_ON_HALT, "needs control=qmp", NULL);
    return dns_is_whole(p);
}

bool launch_parse(char *bytes, size_t length, struct launch *launch, struct text *why) {
    struct parser p = {.launch = launch, .why = why};
    *launch = (struct launch){
        .grace_ms = 10000, .on_reset = 139, .on_panic = 134, .on_halt = -1, .groups = launch_groups,
    };
    if (length > LAUNCH_MAX) {
        text_add(why, "larger than 1 MiB");
        return false;
    }
    const char *end = bytes + length;
    if (!count_records(&p, bytes, end)) return false;

    launch->arg = p.next_arg = slots;
    launch->env = p.next_env = launch->arg + p.count[K_ARG] + 1;
    p.next_finally = launch->env + p.count[K_ENV] + 1;
    if (p.count[K_FINALLY_ARG] > 0) launch->finally_arg = p.next_finally;
    p.next_helper_arg = p.next_finally + p.count[K_FINALLY_ARG] + 1;
    size_t helpers = p.count[K_HELPER] < HELPERS_MAX ? p.count[K_HELPER] : HELPERS_MAX;
    char **last = p.next_helper_arg + p.count[K_HELPER_ARG] + helpers;
    memset(slots, 0, (size_t)(last - slots) * sizeof slots[0]);

    enum key key;
    char *value;
    size_t position = 1;
    for (char *at = bytes; at < end; position++) {
        if (!next_record(&p, &at, end, position, &key, &value) || !take_record(&p, key, value)) return false;
    }
    return check(&p);
}

const char *launch_find_status(const char *bytes, size_t length) {
    static const char prefix[] = "status=";
    const char *end = bytes + length;
    while (bytes < end) {
        const char *nul = memchr(bytes, '\0', (size_t)(end - bytes));
        if (nul == NULL) return NULL;
        if (strncmp(bytes, prefix, sizeof prefix - 1) == 0) return bytes + sizeof prefix - 1;
        bytes = nul + 1;
    }
    return NULL;
}
