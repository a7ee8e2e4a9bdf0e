/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the initial RAM disk by the path of a request (RFC 3986 §2.1: %XX); types by the IANA registry. */
#include "files.h"

#include "mem.h"
#include "text.h"

#define PATH_SIZE 1024

static struct cpio_file *files;
static unsigned file_count;

/* Of files with several names cpio keeps the data beside the last one. */
static void share_hard_links(void) {
    for (unsigned i = file_count; i-- > 1;)
        for (unsigned j = i; files[i].size && j-- > 0 && files[j].inode == files[i].inode;)
            if (!files[j].size && cpio_is_file(&files[j])) {
                files[j].data = files[i].data;
                files[j].size = files[i].size;
            }
}

unsigned files_read(const struct bootinfo *boot) {
    struct cpio_file file;
    unsigned entries = 0, regular = 0;
    for (size_t at = 0; cpio_next(boot->initrd, boot->initrd_size, &at, &file);)
        entries++;
    files = entries ? mem_take(entries * sizeof *files, 8) : NULL;
    for (size_t at = 0; file_count < entries && cpio_next(boot->initrd, boot->initrd_size, &at, &file);) {
        files[file_count++] = file;
        regular += cpio_is_file(&file);
    }
    share_hard_links();
    return regular;
}

static int hex_digit(char c) {
    char low = (char)(c | 32);
    return c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* Writes the decoded path without its first slash; false when it is too long or no path. */
static bool decode(struct slice path, char *to) {
    size_t length = 0;
    for (size_t i = 1; i < path.size; i++) {
        char c = path.at[i];
        if (c == '%') {
            int high = i + 2 < path.size ? hex_digit(path.at[i + 1]) : -1, low = high < 0 ? -1 : hex_digit(path.at[i + 2]);
            if (low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (!c || length == PATH_SIZE - 1)
            return false;
        to[length++] = c;
    }
    to[length] = 0;
    return true;
}

static struct cpio_file *find(const char *name) {
    for (unsigned i = 0; i < file_count; i++)
        if (!strcmp(files[i].name, name))
            return &files[i];
    return NULL;
}

enum found files_find(struct slice path, struct cpio_file *file) {
    char name[PATH_SIZE + sizeof "index.html"];
    if (!decode(path, name))
        return NOT_FOUND;
    size_t length = strlen(name);
    if (!length || name[length - 1] == '/')
        memcpy(name + length, "index.html", sizeof "index.html");
    struct cpio_file *hit = find(name);
    if (!hit)
        return NOT_FOUND;
    *file = *hit;
    return cpio_is_file(hit) ? FOUND : cpio_is_directory(hit) ? FOUND_DIRECTORY : NOT_FOUND;
}

const char *files_content_type(const char *name) {
    static const struct {
        const char *ending, *type;
    } types[] = {
        {"html", "text/html; charset=utf-8"}, {"htm", "text/html; charset=utf-8"}, {"txt", "text/plain; charset=utf-8"},
        {"css", "text/css; charset=utf-8"},   {"js", "text/javascript"},           {"png", "image/png"},
        {"svg", "image/svg+xml"},             {"json", "application/json"},        {"jpg", "image/jpeg"},
        {"ico", "image/x-icon"},              {"wasm", "application/wasm"},
    };
    const char *ending = "";
    for (; *name; name++)
        if (*name == '.' || *name == '/')
            ending = name + 1;
    for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(ending, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}
