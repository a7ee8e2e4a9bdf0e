/* SPDX-License-Identifier: Apache-2.0 */
/* Starting, signalling and reaping child processes. */
#ifndef JUKE_CHILDREN_H
#define JUKE_CHILDREN_H

#include <stdbool.h>
#include <sys/types.h>

struct program {
    char *const *arg; /* arg[0] is the path */
    char *const *env;
    int in, out, err; /* become descriptors 0, 1 and 2 */
    int control;      /* becomes descriptor 3; -1: none */
};

struct spawn_error {
    bool exec;  /* execve itself failed: the program is missing or cannot be run */
    int number; /* errno */
};

/* Starts the program and waits until execve succeeded (its pid) or anything failed (-1, and WHY). */
pid_t spawn(const struct program *program, struct spawn_error *why);

/* Whether this process has any child, ended or not. */
bool have_children(void);

enum reaped { REAPED, NOTHING_ENDED, NO_CHILDREN, REAP_AGAIN };

/* Takes one child that ended, whoever it is. REAP_AGAIN: the kernel refused; call again soon. */
enum reaped reap(pid_t *pid, int *status);

/* Sends a signal; silent when the process is gone or PID is 0. */
void send_signal(pid_t pid, int number);

/*
 * Ends what children of ours left behind (a monitor that forked): as process 1 everything else in the namespace,
 * elsewhere the processes that were reparented to us as the sub-reaper. Waits up to two seconds for their end.
 */
void sweep(void);

#endif
