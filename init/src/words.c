/* SPDX-License-Identifier: Apache-2.0 */
/* The last line of a stream: see words.h. */
#include "words.h"

#include <string.h>

static void end_line(struct words *w) {
    if (w->length > 0) {
        memcpy(w->last, w->line, w->length);
        w->last_length = w->length;
    }
    w->length = 0;
}

void words_feed(struct words *w, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (c == '\n' || c == '\r') {
            end_line(w);
        } else if (w->length < WORDS_MAX && (w->length > 0 || (c != ' ' && c != '\t'))) {
            w->line[w->length++] = c != '\0' ? c : ' ';
        }
    }
}

void words_last(const struct words *w, struct text *result) {
    if (w->length > 0) {
        text_add(result, "%.*s", (int)w->length, w->line);
    } else {
        text_add(result, "%.*s", (int)w->last_length, w->last);
    }
    text_clean(result);
}
