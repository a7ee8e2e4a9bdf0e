/* SPDX-License-Identifier: Apache-2.0 */
/* The last words of a stream, and texts that cannot overflow. */
#include "../src/words.h"

#include "check.h"
#include "unit.h"

static const char *last_of(const char *stream) {
    static struct words words;
    static struct text result;
    memset(&words, 0, sizeof words);
    memset(&result, 0, sizeof result);
    words_feed(&words, stream, strlen(stream));
    words_last(&words, &result);
    return result.bytes;
}

void unit_words(void) {
    test("the last line that is not blank counts, ended or not");
    CHECK_TEXT(last_of(""), "");
    CHECK_TEXT(last_of("\n\n"), "");
    CHECK_TEXT(last_of("one\ntwo\n"), "two");
    CHECK_TEXT(last_of("one\ntwo"), "two");
    CHECK_TEXT(last_of("one\n\n  \n"), "one");
    CHECK_TEXT(last_of("one\r\n"), "one");
    CHECK_TEXT(last_of("  a\tb\x1b[0m\n"), "a b [0m");

    test("a line may come in pieces");
    static struct words words;
    struct text result = {0};
    for (const char *c = "first\nsecond line\n"; *c != '\0'; c++) words_feed(&words, c, 1);
    words_last(&words, &result);
    CHECK_TEXT(result.bytes, "second line");

    test("a line longer than its place is cut off");
    static char stream[5000];
    memset(stream, 'x', sizeof stream - 1);
    CHECK(strlen(last_of(stream)) == WORDS_MAX);

    test("a text takes what fits");
    struct text text = {0};
    for (int i = 0; i < 500; i++) text_add(&text, "0123456789");
    CHECK(text.length == sizeof text.bytes - 1 && strlen(text.bytes) == text.length);

    test("bytes of UTF-8 stay, control characters become blanks");
    text = (struct text){0};
    text_add(&text, "\xc3\xa4\n\x7f.");
    text_clean(&text);
    CHECK_TEXT(text.bytes, "\xc3\xa4  .");
    end_test();
}
