/* SPDX-License-Identifier: Apache-2.0 */
/* The table "The end" of docs/launch-file.md, a row at a time, and the order of its rows. */
#include "../src/outcome.h"

#include <errno.h>
#include <signal.h>

#include "check.h"
#include "unit.h"

/* As waitpid(2) packs them on Linux. */
#define EXITED(status) ((status) << 8)
#define SIGNALLED(number) (number)

static const struct launch defaults = {.on_reset = 139, .on_panic = 134, .on_halt = -1};

static struct facts ran(int wait_status) {
    return (struct facts){.ran = true, .ended = true, .wait_status = wait_status};
}

static struct launch with_exit(enum exit_rule rule) {
    struct launch l = defaults;
    l.exit = rule;
    return l;
}

static struct facts with_words(struct facts f, const char *words) {
    text_add(&f.words, "%s", words);
    return f;
}

static void is_with(struct facts f, struct launch l, int code, enum reason reason, const char *sentence) {
    struct outcome o = outcome_decide(&f, &l);
    if (o.code != code) printf("# code %d, not %d\n", o.code, code);
    check(o.code == code, "the exit code", __FILE__, __LINE__);
    CHECK_TEXT(reason_word(o.reason), reason_word(reason));
    CHECK_TEXT(o.sentence.bytes, sentence);
}

static void is(struct facts f, int code, enum reason reason, const char *sentence) {
    is_with(f, defaults, code, reason, sentence);
}

static void own_ends(void) {
    test("exit=status: the monitor's status is the guest's, without a word");
    is(ran(EXITED(0)), 0, R_EXITED, "");
    is(ran(EXITED(3)), 3, R_EXITED, "");
    is(ran(EXITED(255)), 255, R_EXITED, "");

    test("exit=debug-exit: odd statuses are the guest's, 0 is 0, other even ones are the monitor's own and said so");
    struct launch l = with_exit(EXIT_DEBUG_EXIT);
    is_with(ran(EXITED(0)), l, 0, R_EXITED, "");
    is_with(ran(EXITED(1)), l, 0, R_EXITED, "");
    is_with(ran(EXITED(15)), l, 7, R_EXITED, "");
    is_with(ran(EXITED(83)), l, 41, R_EXITED, "");
    is_with(ran(EXITED(255)), l, 127, R_EXITED, "");
    is_with(ran(EXITED(2)), l, 2, R_EXITED, "the monitor, not the guest, ended with status 2");
    is_with(with_words(ran(EXITED(2)), "qemu: no"), l, 2, R_EXITED,
            "the monitor, not the guest, ended with status 2: qemu: no");

    test("exit=unikraft: 83 is 0, 85 is a panic, others as debug-exit");
    l = with_exit(EXIT_UNIKRAFT);
    is_with(ran(EXITED(83)), l, 0, R_EXITED, "");
    is_with(ran(EXITED(85)), l, 134, R_PANIC, "the guest panicked");
    is_with(ran(EXITED(15)), l, 7, R_EXITED, "");
    is_with(ran(EXITED(0)), l, 0, R_EXITED, "");
    l.on_panic = 9;
    is_with(ran(EXITED(85)), l, 9, R_PANIC, "the guest panicked");
}

static void guest_ends(void) {
    struct launch l = defaults;
    struct facts f = ran(EXITED(0));
    test("a reset gives on-reset, and with 0 no sentence");
    f.reset = true;
    is(f, 139, R_RESET, "the guest reset itself (a triple fault or a reboot)");
    l.on_reset = 0;
    is_with(f, l, 0, R_RESET, "");

    test("a panic gives on-panic, also when the guest then resets");
    f.panicked = true;
    is(f, 134, R_PANIC, "the guest panicked");
    l.on_panic = 0;
    is_with(f, l, 0, R_PANIC, "");

    test("a halt gives on-halt, however the monitor ended then");
    l.on_halt = 3;
    f = ran(EXITED(0));
    f.halted = true;
    is_with(f, l, 3, R_HALTED, "the guest halted: all its CPUs stopped with interrupts off");
    f.wait_status = SIGNALLED(SIGKILL);
    is_with(f, l, 3, R_HALTED, "the guest halted: all its CPUs stopped with interrupts off");
    l.on_halt = 0;
    is_with(f, l, 0, R_HALTED, "");

    test("a guest that QEMU stopped by itself gives 139");
    f = ran(EXITED(0));
    strcpy(f.stopped_itself, "internal-error");
    is(f, 139, R_FAILED, "the monitor stopped the guest by itself: internal-error");
}

static void asked_ends(void) {
    struct facts f = ran(EXITED(0));
    f.asked = SIGTERM;
    test("stop=power-button: the guest's code counts");
    f.asked_by = STOP_POWER_BUTTON;
    is(f, 0, R_STOPPED, "");
    f.wait_status = EXITED(15);
    is_with(f, with_exit(EXIT_DEBUG_EXIT), 7, R_STOPPED, "");

    test("stop=quit and stop=signal: 128 + N");
    f = ran(EXITED(0));
    f.asked = SIGINT;
    f.asked_by = STOP_QUIT;
    is(f, 130, R_STOPPED, "");
    is_with(f, with_exit(EXIT_DEBUG_EXIT), 130, R_STOPPED, "");
    f.asked_by = STOP_SIGNAL;
    is(f, 130, R_STOPPED, "");
    f.wait_status = SIGNALLED(SIGTERM);
    is(f, 130, R_STOPPED, "");
    f.wait_status = EXITED(3);
    is(f, 130, R_STOPPED, "");

    test("… unless the guest ended by itself just then");
    f.asked_by = STOP_QUIT;
    f.wait_status = EXITED(15);
    is_with(f, with_exit(EXIT_DEBUG_EXIT), 7, R_EXITED, "");
    f.wait_status = EXITED(83);
    is_with(f, with_exit(EXIT_UNIKRAFT), 0, R_EXITED, "");
    f.wait_status = EXITED(0);
    f.powered_off = true;
    is(f, 0, R_STOPPED, "");

    test("force gives 137, and says which kind it was");
    f = ran(SIGNALLED(SIGKILL));
    f.asked = SIGTERM;
    f.forced = FORCED_BY_GRACE;
    is(f, 137, R_KILLED, "the guest did not end in time when asked, and was killed");
    f.forced = FORCED_BY_SIGNAL;
    is(f, 137, R_KILLED, "the guest was killed: a second signal came before it ended");
    f.oom = true; /* the count may have grown for another reason: we know who sent this one */
    is(f, 137, R_KILLED, "the guest was killed: a second signal came before it ended");
}

static void bad_ends(void) {
    test("a monitor killed from outside gives 128 + N");
    is(ran(SIGNALLED(SIGKILL)), 137, R_KILLED, "the monitor was killed by signal 9 (Killed)");
    is(ran(SIGNALLED(SIGSEGV)), 139, R_KILLED, "the monitor was killed by signal 11 (Segmentation fault)");
    struct facts f = ran(SIGNALLED(SIGSEGV));
    f.asked = SIGTERM;
    f.asked_by = STOP_SIGNAL;
    is(f, 139, R_KILLED, "the monitor was killed by signal 11 (Segmentation fault)");

    test("a kill for want of memory is told from others");
    f = ran(SIGNALLED(SIGKILL));
    f.oom = true;
    is(f, 137, R_OOM, "the monitor was killed because memory ran out in its cgroup");
    f.wait_status = SIGNALLED(SIGSEGV);
    is(f, 139, R_KILLED, "the monitor was killed by signal 11 (Segmentation fault)");

    test("a monitor that ends before the guest ran gives 125, whatever its status");
    f = (struct facts){.ended = true, .wait_status = EXITED(1)};
    is(f, 125, R_FAILED, "the monitor ended before the guest ran (status 1)");
    is(with_words(f, "qemu: -x: invalid option"), 125, R_FAILED,
       "the monitor ended before the guest ran (status 1): qemu: -x: invalid option");
    is_with(f, with_exit(EXIT_DEBUG_EXIT), 125, R_FAILED, "the monitor ended before the guest ran (status 1)");
    f.wait_status = EXITED(85);
    is_with(f, with_exit(EXIT_UNIKRAFT), 125, R_FAILED, "the monitor ended before the guest ran (status 85)");
    f.wait_status = SIGNALLED(SIGABRT);
    is(f, 125, R_FAILED, "the monitor was killed by signal 6 (Aborted) before the guest ran");
    f.oom = true;
    is(f, 125, R_OOM, "the monitor ran out of memory before the guest ran");

    test("asked to stop before the guest ran: 128 + N, or 137 by force");
    f = (struct facts){.ended = true, .wait_status = EXITED(0), .asked = SIGTERM};
    is(f, 143, R_STOPPED, "");
    f.ended = false; /* the monitor was never started */
    is(f, 143, R_STOPPED, "");
    f.forced = FORCED_BY_GRACE;
    is(f, 137, R_KILLED, "killed before the guest ran: the monitor did not end when asked");

    test("a program that cannot be executed gives 127 or 126, with errno's words");
    f = (struct facts){.exec_error = ENOENT, .program = "/no"};
    is(f, 127, R_FAILED, "cannot run /no: No such file or directory");
    f.exec_error = ENOTDIR;
    is(f, 127, R_FAILED, "cannot run /no: Not a directory");
    f.exec_error = EACCES;
    is(f, 126, R_FAILED, "cannot run /no: Permission denied");
    f.exec_error = ENOEXEC;
    is(f, 126, R_FAILED, "cannot run /no: Exec format error");

    test("juke-init's own troubles and lost helpers give 125, also after the guest ran");
    f = ran(EXITED(0));
    text_add(&f.trouble, "helper fs ended before the monitor: status 1\nx");
    is(f, 125, R_FAILED, "helper fs ended before the monitor: status 1 x");
}

void unit_outcome(void) {
    own_ends();
    guest_ends();
    asked_ends();
    bad_ends();
    end_test();
}
