/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parser of the launch file: records KEY=VALUE, each ended by a NUL byte.
 *
 * Two passes. The first finds each record's key and counts, so that the second can lay the vectors (arg, env, …) into
 * one fixed array of pointers, whatever the order of the records. A pure function of the bytes but for that array.
 */
#include "launch.h"

#include <limits.h>
#include <string.h>

enum key {
    K_VERSION, K_ARG, K_ENV, K_CWD, K_UID, K_GID, K_GROUP, K_CONTROL, K_STOP, K_GRACE, K_EXIT, K_ON_RESET, K_ON_PANIC,
    K_ON_HALT, K_TERMINAL, K_CONSOLE_LOG, K_STATUS, K_RECORD, K_HELPER, K_HELPER_ARG, K_HELPER_READY, K_FINALLY_ARG,
    K_COUNT
};

static const struct {
    const char *name;
    bool repeats;
} keys[K_COUNT] = {
    [K_VERSION] = {"juke-launch", false},      [K_ARG] = {"arg", true},
    [K_ENV] = {"env", true},                   [K_CWD] = {"cwd", false},
    [K_UID] = {"uid", false},                  [K_GID] = {"gid", false},
    [K_GROUP] = {"group", true},               [K_CONTROL] = {"control", false},
    [K_STOP] = {"stop", false},                [K_GRACE] = {"grace", false},
    [K_EXIT] = {"exit", false},                [K_ON_RESET] = {"on-reset", false},
    [K_ON_PANIC] = {"on-panic", false},        [K_ON_HALT] = {"on-halt", false},
    [K_TERMINAL] = {"terminal", false},        [K_CONSOLE_LOG] = {"console-log", false},
    [K_STATUS] = {"status", false},            [K_RECORD] = {"record", false},
    [K_HELPER] = {"helper", true},             [K_HELPER_ARG] = {"helper-arg", true},
    [K_HELPER_READY] = {"helper-ready", true}, [K_FINALLY_ARG] = {"finally-arg", true},
};

/* The shortest record that takes a pointer is "arg=" and its NUL; each vector takes one more for its end. */
static char *slots[LAUNCH_MAX / 5 + HELPERS_MAX + 3];
static gid_t groups[NGROUPS_MAX];

struct parser {
    struct launch *launch;
    struct text *why;
    size_t count[K_COUNT];     /* records of each key in the whole file */
    char **next_arg, **next_env, **next_helper_arg, **next_finally;
    bool stop_given;
};

static bool wrong(struct parser *p, enum key key, const char *what, const char *value) {
    text_add(p->why, "%s: %s", keys[key].name, what);
    if (value != NULL) text_add(p->why, ": \"%.80s\"", value);
    text_clean(p->why);
    return false;
}

/* Decimal digits and nothing else. */
static bool number(struct parser *p, enum key key, const char *value, uint64_t most, uint64_t *result) {
    uint64_t n = 0;
    if (*value == '\0') return wrong(p, key, "not a decimal number", value);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c < '0' || *c > '9') return wrong(p, key, "not a decimal number", value);
        n = n * 10 + (uint64_t)(*c - '0');
        if (n > most) return wrong(p, key, "too large", value);
    }
    *result = n;
    return true;
}

static bool exit_code(struct parser *p, enum key key, const char *value, int *result) {
    uint64_t n;
    if (!number(p, key, value, 255, &n)) return false;
    *result = (int)n;
    return true;
}

/* Ids end below 2^32 - 1, which means "leave it" to setresuid(2). */
static bool id(struct parser *p, enum key key, const char *value, uint32_t *result) {
    uint64_t n;
    if (!number(p, key, value, UINT32_MAX - 1, &n)) return false;
    *result = (uint32_t)n;
    return true;
}

/* VALUE's place in CHOICES (which ends with NULL). */
static bool choice(struct parser *p, enum key key, const char *value, const char *const *choices, int *result) {
    for (int i = 0; choices[i] != NULL; i++) {
        if (strcmp(value, choices[i]) == 0) {
            *result = i;
            return true;
        }
    }
    return wrong(p, key, "not a known value", value);
}

/* Argument 0 is never looked up on a PATH. */
static bool first_is_path(struct parser *p, enum key key, char *const *vector) {
    if (vector[0] == NULL) return wrong(p, key, "missing", NULL);
    if (vector[0][0] != '/') return wrong(p, key, "the program is not an absolute path", vector[0]);
    return true;
}

/* The last helper so far is complete. */
static bool end_helper(struct parser *p) {
    if (p->launch->helper_count == 0) return true;
    p->next_helper_arg++; /* over the NULL that ends the vector */
    return first_is_path(p, K_HELPER_ARG, p->launch->helpers[p->launch->helper_count - 1].arg);
}

static bool helper_record(struct parser *p, enum key key, char *value) {
    struct launch *l = p->launch;
    if (key == K_HELPER) {
        if (!end_helper(p)) return false;
        if (l->helper_count == HELPERS_MAX) return wrong(p, key, "more than 32", NULL);
        l->helpers[l->helper_count++] = (struct launch_helper){.name = value, .arg = p->next_helper_arg};
        return true;
    }
    if (l->helper_count == 0) return wrong(p, key, "comes before any helper", value);
    struct launch_helper *helper = &l->helpers[l->helper_count - 1];
    if (key == K_HELPER_ARG) {
        *p->next_helper_arg++ = value;
        return true;
    }
    if (helper->ready != NULL) return wrong(p, key, "given twice for one helper", value);
    helper->ready = value;
    return true;
}

static bool record(struct parser *p, enum key key, char *value) {
    static const char *const versions[] = {"1", NULL};
    static const char *const controls[] = {"none", "qmp", NULL};
    static const char *const stops[] = {"signal", "quit", "power-button", NULL};
    static const char *const exits[] = {"status", "debug-exit", "unikraft", NULL};
    static const char *const terminals[] = {"1", NULL};
    struct launch *l = p->launch;
    uint64_t n = 0;
    int i = 0;
    switch (key) {
    case K_VERSION: return choice(p, key, value, versions, &i);
    case K_ARG: *p->next_arg++ = value; return true;
    case K_ENV:
        if (strchr(value, '=') == NULL || *value == '=') return wrong(p, key, "not NAME=value", value);
        *p->next_env++ = value;
        return true;
    case K_CWD: l->cwd = value; return true;
    case K_UID: return id(p, key, value, &l->uid);
    case K_GID: return id(p, key, value, &l->gid);
    case K_GROUP:
        if (l->group_count == NGROUPS_MAX) return wrong(p, key, "too many", NULL);
        return id(p, key, value, &groups[l->group_count++]);
    case K_CONTROL:
        if (!choice(p, key, value, controls, &i)) return false;
        l->qmp = i == 1;
        return true;
    case K_STOP:
        if (!choice(p, key, value, stops, &i)) return false;
        l->stop = (enum stop_way)i;
        p->stop_given = true;
        return true;
    case K_GRACE:
        if (!number(p, key, value, INT32_MAX, &n)) return false;
        l->grace_ms = (int64_t)n;
        return true;
    case K_EXIT:
        if (!choice(p, key, value, exits, &i)) return false;
        l->exit = (enum exit_rule)i;
        return true;
    case K_ON_RESET: return exit_code(p, key, value, &l->on_reset);
    case K_ON_PANIC: return exit_code(p, key, value, &l->on_panic);
    case K_ON_HALT: return exit_code(p, key, value, &l->on_halt);
    case K_TERMINAL:
        l->terminal = true;
        return choice(p, key, value, terminals, &i);
    case K_CONSOLE_LOG: l->console_log = value; return true;
    case K_STATUS: l->status = value; return true;
    case K_RECORD: l->record = value; return true;
    case K_HELPER:
    case K_HELPER_ARG:
    case K_HELPER_READY: return helper_record(p, key, value);
    case K_FINALLY_ARG: *p->next_finally++ = value; return true;
    case K_COUNT: break;
    }
    return false;
}

/* Takes the record at *AT: finds its key and value and moves *AT to the next one. */
static bool take(struct parser *p, char **at, const char *end, size_t position, enum key *key, char **value) {
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
    int k = 0;
    while (k < K_COUNT && (strlen(keys[k].name) != length || memcmp(keys[k].name, start, length) != 0)) k++;
    if (k == K_COUNT) {
        text_add(p->why, "record %zu has an unknown key: \"%.*s\"", position, length < 80 ? (int)length : 80, start);
        text_clean(p->why);
        return false;
    }
    *key = (enum key)k;
    *value = equals + 1;
    *at = nul + 1;
    return true;
}

static bool count_records(struct parser *p, char *bytes, const char *end) {
    size_t position = 1;
    enum key key;
    char *value;
    for (char *at = bytes; at < end; position++) {
        if (!take(p, &at, end, position, &key, &value)) return false;
        if (p->count[key]++ > 0 && !keys[key].repeats) return wrong(p, key, "given twice", NULL);
        if (position == 1 && key != K_VERSION) break;
    }
    if (p->count[K_VERSION] == 1) return true;
    text_add(p->why, "the first record is not juke-launch=1");
    return false;
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
    return true;
}

bool launch_parse(char *bytes, size_t length, struct launch *launch, struct text *why) {
    struct parser p = {.launch = launch, .why = why};
    *launch = (struct launch){.grace_ms = 10000, .on_reset = 139, .on_panic = 134, .on_halt = -1, .groups = groups};
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
        if (!take(&p, &at, end, position, &key, &value) || !record(&p, key, value)) return false;
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
