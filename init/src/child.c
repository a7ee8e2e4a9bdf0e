/* SPDX-License-Identifier: Apache-2.0 */
/* Between fork and execve: what a child of juke-init may keep, which is next to nothing. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys.h"

enum { OUT_OF_THE_WAY = 10 }; /* above every number that a program is given */

static _Noreturn void give_up(int report, bool exec) {
    struct spawn_error error = {.exec = exec, .number = errno};
    ssize_t written = write(report, &error, sizeof error);
    (void)written;
    _exit(127);
}

/* prctl(2): the signal comes when the parent dies, but not when it was dead already; then our parent is another one. */
static bool die_with(pid_t parent) {
    if (SYS(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)) != 0) return false;
    if (getppid() != parent) _exit(127);
    return true;
}

static void close_range_slowly(int first, int last) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur <= (rlim_t)last) last = (int)limit.rlim_cur - 1;
    if (last > 1 << 20) last = 1 << 20; /* an unlimited table would take minutes */
    for (int fd = first; fd <= last; fd++) close(fd);
}

/* close_range(2) is missing before Linux 5.9, and refused by old seccomp profiles. */
static void close_from_to(int first, int last) {
    if (first <= last && SYS(close_range((unsigned)first, (unsigned)last, 0)) != 0) close_range_slowly(first, last);
}

/*
 * Two rounds, because what is to become descriptor 0 may be descriptor 1 now: first everything out of the way, then
 * everything into its place.
 */
static bool arrange_descriptors(const struct program *p, int *report) {
    int wanted[] = {p->in, p->out, p->err, p->control};
    int count = p->control >= 0 ? 4 : 3;
    *report = SYS(fcntl(*report, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY));
    if (*report < 0) return false;
    for (int i = 0; i < count; i++) {
        wanted[i] = SYS(fcntl(wanted[i], F_DUPFD_CLOEXEC, OUT_OF_THE_WAY));
        if (wanted[i] < 0) return false;
    }
    for (int i = 0; i < count; i++) {
        if (SYS(dup2(wanted[i], i)) < 0) return false;
    }
    close_from_to(count, *report - 1);
    close_from_to(*report + 1, INT_MAX);
    return true;
}

/*
 * The system calls themselves, because glibc keeps signals 32 and 33 for itself and would leave them as they were
 * inherited. KILL and STOP cannot be set, and are as they should be. The kernel's struct sigaction is not glibc's, but
 * all zeros is SIG_DFL in each.
 */
static bool ordinary_signals(void) {
    static const unsigned long zeros[16];
    for (int n = 1; n <= 64; n++) syscall(SYS_rt_sigaction, n, zeros, NULL, 8);
    return SYS(syscall(SYS_rt_sigprocmask, SIG_SETMASK, zeros, NULL, 8)) == 0;
}

/*
 * proc(5): raising one's own score needs no privilege, but after a change of user /proc/self belongs to root until the
 * process is dumpable again, which execve would make it anyway. Nothing worth guarding is open here any more.
 */
static void die_first_when_memory_runs_out(void) {
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    int score = SYS(open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    if (score < 0) return;
    ssize_t written = write(score, "1000", 4);
    (void)written;
    close(score);
}

_Noreturn void become(const struct program *p, pid_t parent, int report) {
    int first_report = report;
    if (!die_with(parent)) give_up(report, false);
    if (!arrange_descriptors(p, &report)) give_up(report >= 0 ? report : first_report, false);
    if (!ordinary_signals()) give_up(report, false);
    die_first_when_memory_runs_out();
    SYS(execve(p->arg[0], p->arg, p->env));
    give_up(report, true);
}
