/* SPDX-License-Identifier: Apache-2.0 */
/* Exactly so many bytes, each line numbered, so that a reader sees what is lost, doubled or out of order. */
#include "actions.h"
#include "console.h"
#include "text.h"

#define LINE 80

void action_flood(const char *bytes) {
    const char *end;
    uint64_t left;
    char line[LINE + 1];
    if (!text_number(bytes, &end, &left) || *end) {
        print("hello: flood= needs a number of bytes, not '%s'\n", bytes);
        return;
    }
    print("flood:\n");
    for (uint64_t number = 0; left; number++) {
        size_t length = format(line, sizeof line, "%012lu ", number);
        for (; length < LINE - 1; length++)
            line[length] = (char)('a' + (number + length) % 26);
        line[LINE - 1] = '\n';
        size_t run = left < LINE ? left : LINE;
        console_write(line, run);
        left -= run;
    }
}
