/* SPDX-License-Identifier: Apache-2.0 */
/* The last line that passed in a stream: a monitor's last words are usually the reason of its failure. */
#ifndef JUKE_WORDS_H
#define JUKE_WORDS_H

#include <stddef.h>

#include "say.h"

enum { WORDS_MAX = 1024 };

struct words {
    size_t length; /* of the line that is not ended yet */
    char line[WORDS_MAX];
    size_t last_length;
    char last[WORDS_MAX];
};

void words_feed(struct words *words, const char *bytes, size_t length);

/* The last line that is not blank, made printable. */
void words_last(const struct words *words, struct text *result);

#endif
