/* SPDX-License-Identifier: Apache-2.0 */
/* Brings the launch file into memory: a copy, so that a file that changes or shrinks later changes nothing here. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "launch.h"
#include "sys.h"

bool launch_read(const char *path, char **bytes, size_t *length, struct text *why) {
    static char room[LAUNCH_MAX + 1]; /* one more than allowed, to notice a file that is too large */
    *bytes = room;
    *length = 0;
    int file = SYS(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (file < 0) {
        text_add(why, "cannot open: %s", errno_words(errno));
        return false;
    }
    ssize_t got;
    while ((got = SYS(read(file, room + *length, sizeof room - *length))) > 0) *length += (size_t)got;
    int error = errno;
    close(file);
    if (got < 0) {
        text_add(why, "cannot read: %s", errno_words(error));
        return false;
    }
    if (*length > LAUNCH_MAX) {
        text_add(why, "larger than 1 MiB");
        return false;
    }
    return true;
}
