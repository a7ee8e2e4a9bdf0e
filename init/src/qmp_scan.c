/* SPDX-License-Identifier: Apache-2.0 */
/* A scanner for QMP's JSON lines: see qmp_scan.h. */
#include "qmp_scan.h"

#include <string.h>

static bool in_object(const struct qmp_scan *s) {
    return (s->objects >> s->depth & 1) != 0;
}

static bool path_is(const struct qmp_scan *s, const char *top, const char *below) {
    return strcmp(s->keys[0], top) == 0 && strcmp(s->keys[1], below) == 0;
}

static void keep(struct qmp_scan *s, char *place, size_t room) {
    place[0] = '\0';
    s->into = place;
    s->room = room;
}

/* A string begins: is it a key, a value to keep, or nothing to us? */
static void begin_string(struct qmp_scan *s) {
    struct qmp_message *m = &s->message;
    s->in_string = true;
    s->is_key = in_object(s) && !s->value_next;
    s->into = NULL;
    s->length = 0;
    s->dump = false;
    if (s->is_key) {
        if (s->depth <= 2) keep(s, s->keys[s->depth - 1], sizeof s->keys[0]);
    } else if (s->depth == 1) {
        if (strcmp(s->keys[0], "event") == 0) keep(s, m->event, sizeof m->event);
        if (strcmp(s->keys[0], "id") == 0) keep(s, m->id, sizeof m->id);
        s->dump = strcmp(s->keys[0], "return") == 0;
    } else if (s->depth == 2 && in_object(s)) {
        if (path_is(s, "data", "reason")) keep(s, m->reason, sizeof m->reason);
        if (path_is(s, "return", "status")) keep(s, m->status, sizeof m->status);
        if (path_is(s, "error", "desc")) keep(s, m->desc, sizeof m->desc);
    }
}

static void end_string(struct qmp_scan *s) {
    s->in_string = false;
    if (!s->is_key || s->depth != 1) return;
    if (strcmp(s->keys[0], "QMP") == 0) s->message.greeting = true;
    if (strcmp(s->keys[0], "return") == 0) s->message.reply = true;
    if (strcmp(s->keys[0], "error") == 0) s->message.error = true;
    s->keys[1][0] = '\0';
}

static void add(struct qmp_scan *s, char c) {
    if (s->dump) registers_feed(&s->message.registers, c);
    if (s->into == NULL || s->length + 1 >= s->room) return;
    s->into[s->length++] = c;
    s->into[s->length] = '\0';
}

static void string_byte(struct qmp_scan *s, char c) {
    if (s->escape > 1) { /* \uXXXX: no text that matters here holds one; a blank takes its place */
        if (--s->escape == 1) {
            s->escape = 0;
            add(s, ' ');
        }
    } else if (s->escape == 1) {
        s->escape = c == 'u' ? 5 : 0;
        if (c != 'u') add(s, c == 'n' || c == 'r' || c == 't' || c == 'b' || c == 'f' ? ' ' : c);
    } else if (c == '\\') {
        s->escape = 1;
    } else if (c == '"') {
        end_string(s);
    } else {
        add(s, c);
    }
}

/* A message is over, or never was one. The message itself stays for the caller. */
static void begin_line(struct qmp_scan *s) {
    s->depth = 0;
    s->objects = 0;
    s->skip = s->value_next = s->in_string = s->dump = false;
    s->escape = 0;
    s->keys[0][0] = s->keys[1][0] = '\0';
    s->into = NULL;
}

static void open_level(struct qmp_scan *s, bool object) {
    if (s->depth + 1 >= QMP_DEPTH || (s->depth == 0 && !object)) {
        s->skip = true;
        return;
    }
    if (s->depth == 0) memset(&s->message, 0, sizeof s->message);
    s->depth++;
    s->objects &= ~(UINT64_C(1) << s->depth);
    if (object) s->objects |= UINT64_C(1) << s->depth;
    s->value_next = false;
}

bool qmp_scan(struct qmp_scan *s, char c) {
    if (c == '\n') { /* no message of QEMU's spans lines (without pretty=on), and no JSON string holds a raw one */
        begin_line(s);
        return false;
    }
    if (s->skip) return false;
    if (s->in_string) {
        string_byte(s, c);
        return false;
    }
    switch (c) {
    case '{': open_level(s, true); break;
    case '[': open_level(s, false); break;
    case '}':
    case ']':
        if (s->depth == 0 || in_object(s) != (c == '}')) {
            s->skip = true;
            break;
        }
        s->depth--;
        s->value_next = false;
        if (s->depth == 0) {
            begin_line(s);
            return true;
        }
        break;
    case '"':
        if (s->depth == 0) {
            s->skip = true;
        } else {
            begin_string(s);
        }
        break;
    case ':': s->value_next = true; break;
    case ',': s->value_next = false; break;
    case ' ':
    case '\t':
    case '\r': break;
    default:
        if (s->depth == 0) s->skip = true;
        break;
    }
    return false;
}
