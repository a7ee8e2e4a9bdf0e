/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: tokens, and Unikraft's division into parameters and arguments. */
#ifndef CMDLINE_H
#define CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#define ARGS_MAX 256
#define ENV_MAX 64
#define PARAMS_MAX 256
#define TOKENS_MAX (ARGS_MAX + ENV_MAX + PARAMS_MAX)

struct param {
    const char *name; /* not ended by a zero byte */
    size_t name_length;
    const char *value; /* "" when there is none */
};

struct cmdline {
    const char *program;
    const char *args[ARGS_MAX];
    const char *env[ENV_MAX];
    struct param params[PARAMS_MAX]; /* a list gives one entry for each of its values */
    unsigned arg_count, env_count, param_count;
};

/* Cuts the text in place into words; returns how many, or -1 when there are more than limit. */
int cmdline_tokens(char *text, const char *tokens[], int limit);

/* Parses text in place. With names_kernel the first word is dropped. Returns NULL, or what is wrong. */
const char *cmdline_parse(struct cmdline *line, char *text, bool names_kernel);

/* The index-th value given to the parameter of that name, or NULL. */
const char *cmdline_param(const struct cmdline *line, const char *name, unsigned index);

#endif
