/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the launch file and what their values may be. */
#include <arpa/inet.h>
#include <limits.h>
#include <net/if.h>
#include <string.h>

#include "launch_parser.h"

gid_t launch_groups[NGROUPS_MAX];

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
    [K_DNS_TAP] = {"dns-tap", true},           [K_DNS_ADDRESS] = {"dns-address", false},
    [K_DNS_SERVER] = {"dns-server", false},
};

enum key key_named(const char *name, size_t length) {
    int k = 0;
    while (k < K_COUNT && (strlen(keys[k].name) != length || memcmp(keys[k].name, name, length) != 0)) k++;
    return (enum key)k;
}

bool key_repeats(enum key key) {
    return keys[key].repeats;
}

bool wrong(struct parser *p, enum key key, const char *what, const char *value) {
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

static bool ipv4(struct parser *p, enum key key, const char *value, uint32_t *result) {
    struct in_addr address;
    if (inet_pton(AF_INET, value, &address) != 1) return wrong(p, key, "not an IPv4 address", value);
    *result = ntohl(address.s_addr);
    return true;
}

/* Names of interfaces end before IFNAMSIZ bytes: netdevice(7). */
static bool dns_tap(struct parser *p, enum key key, const char *value) {
    struct launch *l = p->launch;
    if (*value == '\0' || strlen(value) >= IFNAMSIZ) return wrong(p, key, "not a name of an interface", value);
    if (l->dns_tap_count == DNS_TAPS_MAX) return wrong(p, key, "more than 16", NULL);
    l->dns_taps[l->dns_tap_count++] = value;
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

bool first_is_path(struct parser *p, enum key key, char *const *vector) {
    if (vector[0] == NULL) return wrong(p, key, "missing", NULL);
    if (vector[0][0] != '/') return wrong(p, key, "the program is not an absolute path", vector[0]);
    return true;
}

bool end_helper(struct parser *p) {
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

bool take_record(struct parser *p, enum key key, char *value) {
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
        return id(p, key, value, &launch_groups[l->group_count++]);
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
    case K_DNS_TAP: return dns_tap(p, key, value);
    case K_DNS_ADDRESS: return ipv4(p, key, value, &l->dns_address);
    case K_DNS_SERVER: return ipv4(p, key, value, &l->dns_server);
    case K_COUNT: break;
    }
    return false;
}
