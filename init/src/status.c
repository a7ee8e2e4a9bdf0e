/* SPDX-License-Identifier: Apache-2.0 */
/* The status line: see status.h. */
#include "status.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "sys.h"

static int fd = -1; /* stays open to the end: a FIFO forgets its bytes when nobody holds it */
static bool told;

/*
 * fifo(7): for reading and writing, so that neither opening nor writing waits for a reader. Created only when missing,
 * because O_CREAT on another user's FIFO in a sticky directory is refused (fs.protected_fifos, proc(5)).
 */
bool status_open(const char *path, struct text *why) {
    fd = SYS(open(path, O_RDWR | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (fd < 0 && errno == ENOENT) {
        fd = SYS(open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600));
    }
    if (fd >= 0) return true;
    text_add(why, "status: cannot open %s: %s", path, errno_words(errno));
    return false;
}

static void tell(struct text *line) {
    if (fd < 0 || told) return;
    told = true;
    text_clean(line);
    if (line->length == sizeof line->bytes - 1) line->length--;
    line->bytes[line->length++] = '\n';
    if (SYS(write(fd, line->bytes, line->length)) == (ssize_t)line->length) return;
    if (write(fd, line->bytes, line->length) < 0) say("cannot write the status: %s", errno_words(errno));
}

void status_running(void) {
    struct text line = {0};
    text_add(&line, "running");
    tell(&line);
}

void status_failed(const char *words) {
    struct text line = {0};
    text_add(&line, "failed %s", words);
    tell(&line);
}
