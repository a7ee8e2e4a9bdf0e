/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a request. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEAD_MAX 8192

struct slice {
    const char *at;
    size_t size;
};

struct request {
    struct slice method, target; /* target without scheme and host */
    struct slice path, query;    /* of the target, still encoded */
    struct slice fields;         /* header lines */
    size_t head_size;            /* all of it, with the empty line */
    uint64_t body_size;
    bool is_1_1, keep_alive, has_chunks;
};

enum parsed { PARSED, INCOMPLETE, MALFORMED, TOO_LARGE };

enum parsed request_parse(const char *bytes, size_t size, struct request *request);

bool slice_is(struct slice slice, const char *text);

#endif
