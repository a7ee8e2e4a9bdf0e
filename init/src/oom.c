/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A SIGKILL does not say who sent it, but a cgroup counts the kernel's own: `oom_kill N` in memory.events (Linux
 * Documentation/admin-guide/cgroup-v2.rst) or in memory.oom_control (v1, cgroup-v1/memory.rst).
 */
#include "oom.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys.h"

static int fd = -1;
static long before;

static long count(void) {
    char text[1024];
    ssize_t got = fd >= 0 ? SYS(pread(fd, text, sizeof text - 1, 0)) : -1;
    if (got <= 0) return -1;
    text[got] = '\0';
    const char *at = strstr(text, "\noom_kill ");
    long n;
    return at != NULL && sscanf(at, "\noom_kill %ld", &n) == 1 ? n : -1;
}

static bool open_in(const char *mount, const char *path, size_t length, const char *name) {
    char file[4096];
    int n = snprintf(file, sizeof file, "%s%.*s/%s", mount, (int)length, path, name);
    if (n < 0 || (size_t)n >= sizeof file) return false;
    fd = SYS(open(file, O_RDONLY | O_CLOEXEC));
    return fd >= 0;
}

/* Lines of /proc/self/cgroup, cgroups(7): "0::/path" is version 2, "4:memory:/path" is version 1. */
static bool open_own(char *lines) {
    for (char *line = strtok(lines, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *path = strstr(line, ":/");
        if (path == NULL) continue;
        path++;
        if (strncmp(line, "0::", 3) == 0 && open_in("/sys/fs/cgroup", path, strlen(path), "memory.events")) return true;
        if (strstr(line, ":memory:") != NULL &&
            open_in("/sys/fs/cgroup/memory", path, strlen(path), "memory.oom_control")) {
            return true;
        }
    }
    return false;
}

void oom_watch(void) {
    char lines[4096];
    int file = SYS(open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC));
    ssize_t got = file >= 0 ? SYS(read(file, lines, sizeof lines - 1)) : -1;
    if (file >= 0) close(file);
    lines[got > 0 ? got : 0] = '\0';
    /* In a container without a cgroup namespace the path is the host's, while the mount begins at our own cgroup. */
    if (!open_own(lines) && !open_in("/sys/fs/cgroup", "", 0, "memory.events")) {
        open_in("/sys/fs/cgroup/memory", "", 0, "memory.oom_control");
    }
    before = count();
}

bool oom_happened(void) {
    return before >= 0 && count() > before;
}
