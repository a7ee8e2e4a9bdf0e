/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table at the end of docs/launch-file.md as code. The order of the tests is the meaning: what the guest did to
 * itself comes before what was done to the monitor afterwards, and nothing counts for a guest that never ran.
 */
#include "outcome.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>

enum {
    CODE_FAILED = 125,         /* as in Docker: the runtime failed, not the program */
    CODE_NOT_EXECUTABLE = 126, /* 126 and 127 as in sh(1) */
    CODE_NOT_FOUND = 127,
    CODE_SIGNAL = 128,
    CODE_STOPPED_ITSELF = 139,
    UNIKRAFT_EXIT = 83,  /* isa-debug-exit of 41: plat/common/x86/cpu_native.c, an orderly end */
    UNIKRAFT_CRASH = 85, /* … of 42: a crash */
};

const char *reason_word(enum reason reason) {
    static const char *const words[] = {
        [R_EXITED] = "exited", [R_STOPPED] = "stopped", [R_KILLED] = "killed", [R_RESET] = "reset",
        [R_PANIC] = "panic",   [R_HALTED] = "halted",   [R_FAILED] = "failed", [R_OOM] = "oom",
    };
    return words[reason];
}

static struct outcome end(enum reason reason, int code) {
    return (struct outcome){.code = code, .reason = reason};
}

__attribute__((format(printf, 3, 4)))
static struct outcome tell(enum reason reason, int code, const char *format, ...) {
    struct outcome o = end(reason, code);
    va_list values;
    va_start(values, format);
    text_addv(&o.sentence, format, values);
    va_end(values);
    text_clean(&o.sentence);
    return o;
}

/* A guest may be expected to end in this way: code 0 says so, and then there is nothing to explain. */
static struct outcome tell_unless_0(enum reason reason, int code, const char *sentence) {
    return code == 0 ? end(reason, 0) : tell(reason, code, "%s", sentence);
}

static struct outcome never_executed(const struct facts *f) {
    bool missing = f->exec_error == ENOENT || f->exec_error == ENOTDIR;
    return tell(R_FAILED, missing ? CODE_NOT_FOUND : CODE_NOT_EXECUTABLE, "cannot run %s: %s%s", f->program,
                errno_words(f->exec_error),
                f->no_loader ? " (the file is there, but its loader or interpreter is not)" : "");
}

static struct outcome never_ran(const struct facts *f) {
    if (f->forced != NOT_FORCED) {
        return tell(R_KILLED, CODE_SIGNAL + SIGKILL, "killed before the guest ran: the monitor did not end when asked");
    }
    if (f->asked != 0) return end(R_STOPPED, CODE_SIGNAL + f->asked);
    if (!f->ended) return tell(R_FAILED, CODE_FAILED, "the monitor never ran");
    const char *colon = f->words.length > 0 ? ": " : "";
    if (f->oom && WIFSIGNALED(f->wait_status)) {
        return tell(R_OOM, CODE_FAILED, "the monitor ran out of memory before the guest ran%s%s", colon,
                    f->words.bytes);
    }
    if (WIFSIGNALED(f->wait_status)) {
        int number = WTERMSIG(f->wait_status);
        return tell(R_FAILED, CODE_FAILED, "the monitor was killed by signal %d (%s) before the guest ran%s%s", number,
                    signal_words(number), colon, f->words.bytes);
    }
    return tell(R_FAILED, CODE_FAILED, "the monitor ended before the guest ran (status %d)%s%s",
                WEXITSTATUS(f->wait_status), colon, f->words.bytes);
}

static struct outcome signalled(const struct facts *f) {
    int number = WTERMSIG(f->wait_status);
    if (f->forced == FORCED_BY_GRACE && number == SIGKILL) {
        return tell(R_KILLED, CODE_SIGNAL + SIGKILL, "the guest did not end in time when asked, and was killed");
    }
    if (f->forced == FORCED_BY_SIGNAL && number == SIGKILL) {
        return tell(R_KILLED, CODE_SIGNAL + SIGKILL, "the guest was killed: a second signal came before it ended");
    }
    if (f->asked != 0 && f->asked_by == STOP_SIGNAL && number == SIGTERM) return end(R_STOPPED, CODE_SIGNAL + f->asked);
    if (f->oom && number == SIGKILL) {
        return tell(R_OOM, CODE_SIGNAL + number, "the monitor was killed because memory ran out in its cgroup");
    }
    return tell(R_KILLED, CODE_SIGNAL + number, "the monitor was killed by signal %d (%s)", number,
                signal_words(number));
}

/* The monitor ended by itself, with a status. */
static struct outcome exited(const struct facts *f, enum exit_rule rule) {
    int status = WEXITSTATUS(f->wait_status);
    bool by_device = rule != EXIT_STATUS && status % 2 == 1; /* only isa-debug-exit makes it odd: (value << 1) | 1 */
    int code = by_device ? (status - 1) / 2 : status;
    if (rule == EXIT_UNIKRAFT && status == UNIKRAFT_EXIT) code = 0;

    if (f->asked != 0) {
        if (f->asked_by == STOP_POWER_BUTTON || f->powered_off) return end(R_STOPPED, code);
        return by_device ? end(R_EXITED, code) : end(R_STOPPED, CODE_SIGNAL + f->asked);
    }
    if (rule != EXIT_STATUS && !by_device && status != 0) {
        return tell(R_EXITED, code, "the monitor, not the guest, ended with status %d%s%s", status,
                    f->words.length > 0 ? ": " : "", f->words.bytes);
    }
    return end(R_EXITED, code);
}

struct outcome outcome_decide(const struct facts *f, const struct launch *l) {
    if (f->exec_error != 0) return never_executed(f);
    if (f->trouble.length > 0) return tell(R_FAILED, CODE_FAILED, "%s", f->trouble.bytes);
    if (!f->ran) return never_ran(f);

    bool crashed = l->exit == EXIT_UNIKRAFT && f->ended && WIFEXITED(f->wait_status) &&
                   WEXITSTATUS(f->wait_status) == UNIKRAFT_CRASH;
    if (f->panicked || crashed) return tell_unless_0(R_PANIC, l->on_panic, "the guest panicked");
    if (f->reset) return tell_unless_0(R_RESET, l->on_reset, "the guest reset itself (a triple fault or a reboot)");
    if (f->halted) {
        return tell_unless_0(R_HALTED, l->on_halt, "the guest halted: all its CPUs stopped with interrupts off");
    }
    if (f->stopped_itself[0] != '\0') {
        return tell(R_FAILED, CODE_STOPPED_ITSELF, "the monitor stopped the guest by itself: %s", f->stopped_itself);
    }
    if (!f->ended) return tell(R_FAILED, CODE_FAILED, "the monitor's end was lost");
    if (WIFSIGNALED(f->wait_status)) return signalled(f);
    return exited(f, l->exit);
}
