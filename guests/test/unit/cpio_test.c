/* SPDX-License-Identifier: Apache-2.0 */
#include "cpio.h"

#include "unit.h"

static uint8_t archive[4096];
static size_t size;

static void add(const char *name, uint32_t mode, const char *data, size_t data_size) {
    char head[120];
    size += format((char *)archive + size, sizeof archive - size, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", 1u, mode,
                   0u, 0u, 1u, 0u, (unsigned)data_size, 0u, 0u, 0u, 0u, (unsigned)strlen(name) + 1, 0u);
    (void)head;
    memcpy(archive + size, name, strlen(name) + 1);
    size = (size + strlen(name) + 1 + 3) & ~3ul;
    memcpy(archive + size, data, data_size);
    size = (size + data_size + 3) & ~3ul;
}

static void make(void) {
    memset(archive, 0, sizeof archive);
    size = 0;
    add(".", 040755, "", 0);
    add("./index.html", 0100644, "hello", 5);
    add("/sub/a", 0100644, "abcd", 4);
    add("empty", 0100644, "", 0);
    add("TRAILER!!!", 0, "", 0);
}

static void entries_come_in_order_with_bare_names(void) {
    struct cpio_file file;
    size_t at = 0;
    make();
    CHECK(cpio_next(archive, size, &at, &file) && cpio_is_directory(&file));
    CHECK(cpio_next(archive, size, &at, &file) && cpio_is_file(&file));
    CHECK_TEXT(file.name, "index.html");
    CHECK(file.size == 5 && !memcmp(file.data, "hello", 5));
    CHECK(cpio_next(archive, size, &at, &file));
    CHECK_TEXT(file.name, "sub/a");
    CHECK(file.size == 4 && !memcmp(file.data, "abcd", 4));
    CHECK(cpio_next(archive, size, &at, &file) && !file.size);
    CHECK(!cpio_next(archive, size, &at, &file));
}

static void what_is_no_archive_has_no_entries(void) {
    struct cpio_file file;
    size_t at = 0;
    CHECK(!cpio_next((const uint8_t *)"\x1f\x8b", 2, &at, &file));
    CHECK(!cpio_next(NULL, 0, &at, &file));
}

static void every_cut_is_survived(void) {
    make();
    for (size_t cut = 0; cut <= size; cut++) {
        uint8_t *exact = malloc(cut ? cut : 1);
        struct cpio_file file;
        size_t at = 0, sum = 0;
        memcpy(exact, archive, cut);
        while (cpio_next(exact, cut, &at, &file))
            for (size_t i = 0; i < file.size; i++)
                sum += file.data[i] + strlen(file.name);
        CHECK(sum < 100000);
        free(exact);
    }
}

static void every_changed_byte_is_survived(void) {
    make();
    size_t whole = size;
    for (size_t i = 0; i < whole * 3; i++) {
        uint8_t *exact = malloc(whole);
        struct cpio_file file;
        size_t at = 0, sum = 0;
        memcpy(exact, archive, whole);
        exact[i / 3] = (uint8_t)"F0\xFF"[i % 3];
        while (cpio_next(exact, whole, &at, &file))
            for (size_t j = 0; j < file.size; j++)
                sum += file.data[j] + strlen(file.name);
        CHECK(sum < 1000000);
        free(exact);
    }
}

int main(void) {
    unit_run("entries come in order, with bare names", entries_come_in_order_with_bare_names);
    unit_run("what is no archive has no entries", what_is_no_archive_has_no_entries);
    unit_run("an archive may be cut anywhere", every_cut_is_survived);
    unit_run("any byte of an archive may be wrong", every_changed_byte_is_survived);
}
