/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of a command line, by the rules of Unikraft's ukargparse: blanks separate, '…' is literal, "…" knows \" and \\,
 * outside of quotes a backslash takes the next character as it is. One difference on purpose: an empty quoted word counts.
 */
#include "cmdline.h"

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v';
}

/* Moves one word to `to` and ends it; `from` comes to rest behind the word. */
static char *take_word(char **from, char *to) {
    char quote = 0;
    char *at = *from;
    for (; *at && (quote || !is_blank(*at)); at++) {
        if (quote ? *at == quote : (*at == '\'' || *at == '"')) {
            quote = quote ? 0 : *at;
        } else if (*at == '\\' && quote != '\'' && at[1] && (!quote || at[1] == '"' || at[1] == '\\')) {
            *to++ = *++at;
        } else {
            *to++ = *at;
        }
    }
    *from = *at ? at + 1 : at;
    *to++ = 0;
    return to;
}

int cmdline_tokens(char *text, const char *tokens[], int limit) {
    char *from = text, *to = text;
    int count = 0;
    for (;;) {
        while (is_blank(*from))
            from++;
        if (!*from)
            return count;
        if (count == limit)
            return -1;
        tokens[count++] = to;
        to = take_word(&from, to);
    }
}
