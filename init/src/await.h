/* SPDX-License-Identifier: Apache-2.0 */
/* `juke-init await FD PID MS`: waits until another juke-init says whether its guest runs. */
#ifndef JUKE_AWAIT_H
#define JUKE_AWAIT_H

#include <stdint.h>
#include <sys/types.h>

/* Returns the exit code: 0 when the guest runs, 1 (and words on standard error) when not. */
int await_status(int fd, pid_t pid, int64_t ms);

#endif
