/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: cage MS PROGRAM…: runs it, and is its exit code. 201: it did not end within MS (everything is killed then).
 * 202: it ended, but left processes behind. A second line of defence for tests that must never hang.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void kill_all_children(void) {
    for (int round = 0; round < 100; round++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
        FILE *list = fopen(path, "r");
        int pid;
        while (list != NULL && fscanf(list, "%d", &pid) == 1) kill(pid, SIGKILL);
        if (list != NULL) fclose(list);
        usleep(5000);
        while (waitpid(-1, NULL, WNOHANG) > 0) continue;
        if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD) return;
    }
}

int main(int argc, char **argv) {
    if (argc < 3) return 200;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    long end = now_ms() + strtol(argv[1], NULL, 10);
    pid_t pid = fork();
    if (pid == 0) {
        execv(argv[2], argv + 2);
        _exit(200);
    }
    int status;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (now_ms() > end) {
            kill_all_children();
            return 201;
        }
        usleep(1000);
    }
    /* Children that were killed with it may need a moment. */
    bool left = true;
    for (int i = 0; left && i < 200; i++) {
        while (waitpid(-1, NULL, WNOHANG) > 0) continue;
        left = !(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
        if (left) usleep(1000);
    }
    if (left) {
        kill_all_children();
        return 202;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
