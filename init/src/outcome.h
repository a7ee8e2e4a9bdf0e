/* SPDX-License-Identifier: Apache-2.0 */
/* From what was seen to what is said: the exit code, the reason and the sentence of a run. A pure function. */
#ifndef JUKE_OUTCOME_H
#define JUKE_OUTCOME_H

#include <stdbool.h>

#include "launch.h"

/* The REASON words of the record. */
enum reason { R_EXITED, R_STOPPED, R_KILLED, R_RESET, R_PANIC, R_HALTED, R_FAILED, R_OOM };

enum force { NOT_FORCED, FORCED_BY_GRACE, FORCED_BY_SIGNAL };

/* Everything that happened, as far as it decides the end. Zero means: it did not happen. */
struct facts {
    struct text trouble; /* juke-init or a helper failed, or QEMU refused to run the guest: why, in words */
    int exec_error;      /* errno of the execve that failed */
    const char *program; /* what could not be executed */
    bool no_loader;      /* … although the file is there */

    bool ran;        /* the guest ran, if only for a moment */
    bool ended;      /* the monitor ended: wait_status holds */
    int wait_status; /* as waitpid(2) gives it */
    bool oom;        /* the kernel killed something for want of memory in our cgroup */
    struct text words; /* the monitor's last line on standard error */

    bool powered_off;         /* QMP: SHUTDOWN with reason guest-shutdown */
    bool reset;               /* … with reason guest-reset */
    bool panicked;            /* QMP: GUEST_PANICKED */
    bool halted;              /* the halt watch found every CPU halted for good */
    char stopped_itself[32];  /* QMP: STOP, and this is the status that QEMU then had ("internal-error") */

    int asked;              /* the signal that first asked for an end, or 0 */
    enum stop_way asked_by; /* and how that was passed on */
    enum force forced;      /* SIGKILL came from us because the orderly way took too long */
};

struct outcome {
    int code; /* of juke-init's exit */
    enum reason reason;
    struct text sentence; /* empty when the end is an ordinary one */
};

struct outcome outcome_decide(const struct facts *facts, const struct launch *launch);

const char *reason_word(enum reason reason);

#endif
