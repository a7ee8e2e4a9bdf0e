/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `program parameters… -- arguments…`, Unikraft's way (uklibparam): a parameter is name=value or a list,
 * name=[ value value ], whose end is a word that ends with `]`. Without `--` there are no parameters, only arguments.
 */
#include "cmdline.h"

#include "text.h"

static int find_stop(const char *const tokens[], int count) {
    bool in_list = false;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(tokens[i]);
        const char *value = strchr(tokens[i], '=');
        if (!in_list && !strcmp(tokens[i], "--"))
            return i;
        if (!in_list && value && value[1] == '[')
            in_list = true;
        if (in_list && length && tokens[i][length - 1] == ']')
            in_list = false;
    }
    return -1;
}

static bool is_named(const struct param *param, const char *name) {
    return param->name_length == strlen(name) && !strncmp(param->name, name, param->name_length);
}

static const char *add_value(struct cmdline *line, struct param param) {
    if (is_named(&param, "env.vars")) {
        if (!*param.value)
            return NULL;
        if (line->env_count == ENV_MAX)
            return "more than 64 environment variables";
        line->env[line->env_count++] = param.value;
        return NULL;
    }
    if (line->param_count == PARAMS_MAX)
        return "more than 256 parameters";
    line->params[line->param_count++] = param;
    return NULL;
}

/* One word inside of a list; a `]` at its end closes the list and is no part of the value. */
static const char *add_list_value(struct cmdline *line, struct param param, char *value, bool *in_list) {
    size_t length = strlen(value);
    if (length && value[length - 1] == ']') {
        value[length - 1] = 0;
        *in_list = false;
    }
    param.value = value;
    return *value ? add_value(line, param) : NULL;
}

static const char *parse_params(struct cmdline *line, const char *const tokens[], int count) {
    struct param param = {0};
    bool in_list = false;
    const char *wrong = NULL;
    for (int i = 0; i < count && !wrong; i++) {
        char *token = (char *)tokens[i];
        if (in_list) {
            wrong = add_list_value(line, param, token, &in_list);
            continue;
        }
        char *equals = strchr(token, '=');
        param = (struct param){token, equals ? (size_t)(equals - token) : strlen(token), equals ? equals + 1 : ""};
        in_list = equals && equals[1] == '[';
        wrong = in_list ? add_list_value(line, param, equals + 2, &in_list) : add_value(line, param);
    }
    return wrong;
}

const char *cmdline_parse(struct cmdline *line, char *text, bool names_kernel) {
    static const char *tokens[TOKENS_MAX + 2];
    int count = cmdline_tokens(text, tokens, TOKENS_MAX + 2);
    int first = names_kernel ? 1 : 0;
    memset(line, 0, sizeof *line);
    line->program = "";
    if (count < 0)
        return "more words than the command line can hold";
    if (count <= first)
        return NULL;
    line->program = tokens[first++];
    int stop = find_stop(tokens + first, count - first);
    if (stop >= 0) {
        const char *wrong = parse_params(line, tokens + first, stop);
        if (wrong)
            return wrong;
        first += stop + 1;
    }
    if (count - first > ARGS_MAX)
        return "more than 256 arguments";
    for (; first < count; first++)
        line->args[line->arg_count++] = tokens[first];
    return NULL;
}

const char *cmdline_param(const struct cmdline *line, const char *name, unsigned index) {
    for (unsigned i = 0; i < line->param_count; i++)
        if (is_named(&line->params[i], name) && !index--)
            return line->params[i].value;
    return NULL;
}
