/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving up what the monitor must not have. The order matters: the bounding set needs CAP_SETPCAP and the groups need
 * CAP_SETGID, and both are gone once the user is no longer root. Afterwards the kernel is asked what is left.
 */
#include "privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys.h"

static bool failed(struct text *why, const char *what) {
    text_add(why, "%s: %s", what, errno_words(errno));
    return false;
}

bool privileges_freeze(struct text *why) {
    return SYS(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) == 0 || failed(why, "cannot set no_new_privs");
}

/* capabilities(7): without CAP_SETPCAP (EPERM) the set stays, worthless with no_new_privs. EINVAL: past the last. */
static bool empty_bounding_set(bool *kept, struct text *why) {
    for (unsigned long capability = 0; capability < 64; capability++) {
        if (SYS(prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)) == 0) continue;
        if (errno == EINVAL) break;
        if (errno != EPERM) return failed(why, "cannot empty the bounding set");
        *kept = true;
        break;
    }
    return true;
}

static bool groups_are(const struct launch *l) {
    static gid_t now[NGROUPS_MAX];
    int count = getgroups(NGROUPS_MAX, now);
    if (count < 0 || (size_t)count != l->group_count) return false;
    for (size_t i = 0; i < l->group_count; i++) {
        int k = 0;
        while (k < count && now[k] != l->groups[i]) k++;
        if (k == count) return false;
    }
    return true;
}

static bool empty_capability_sets(struct text *why) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
    if (SYS(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)) != 0 && errno != EINVAL) {
        return failed(why, "cannot empty the ambient set");
    }
    return SYS(syscall(SYS_capset, &header, none)) == 0 || failed(why, "cannot empty the capability sets");
}

/* The line that begins with NAME, without it; NULL when there is none. */
static const char *field(const char *status, const char *name) {
    const char *at = strstr(status, name);
    while (at != NULL && at != status && at[-1] != '\n') at = strstr(at + 1, name);
    return at != NULL ? at + strlen(name) : NULL;
}

static bool four_are(const char *status, const char *name, unsigned wanted) {
    const char *at = field(status, name);
    unsigned n[4];
    if (at == NULL || sscanf(at, "%u %u %u %u", &n[0], &n[1], &n[2], &n[3]) != 4) return false;
    return n[0] == wanted && n[1] == wanted && n[2] == wanted && n[3] == wanted;
}

static bool set_is_empty(const char *status, const char *name) {
    const char *at = field(status, name);
    unsigned long long set;
    return at != NULL && sscanf(at, "%llx", &set) == 1 && set == 0;
}

/* proc_pid_status(5). Groups are asked for by getgroups(2): their line has no bounded length. */
static bool check(const struct launch *l, bool bounding_kept, struct text *why) {
    static char status[64 * 1024];
    int file = SYS(open("/proc/self/status", O_RDONLY | O_CLOEXEC));
    if (file < 0) return failed(why, "cannot check with /proc/self/status that privileges are gone");
    size_t length = 0;
    ssize_t got;
    while ((got = SYS(read(file, status + length, sizeof status - 1 - length))) > 0) length += (size_t)got;
    close(file);
    if (got < 0) return failed(why, "cannot check with /proc/self/status that privileges are gone");

    const char *left = NULL;
    if (!four_are(status, "Uid:", l->uid)) left = "another user id";
    if (!four_are(status, "Gid:", l->gid)) left = "another group id";
    if (!groups_are(l)) left = "supplementary groups";
    if (!set_is_empty(status, "CapInh:")) left = "inheritable capabilities";
    if (!set_is_empty(status, "CapPrm:")) left = "permitted capabilities";
    if (!set_is_empty(status, "CapEff:")) left = "effective capabilities";
    if (!set_is_empty(status, "CapAmb:")) left = "ambient capabilities";
    if (!bounding_kept && !set_is_empty(status, "CapBnd:")) left = "the bounding set of capabilities";
    if (left == NULL) return true;
    text_add(why, "privileges are left after dropping them: %s", left);
    return false;
}

bool privileges_drop(const struct launch *l, struct text *why) {
    bool bounding_kept = false;
    if (!empty_bounding_set(&bounding_kept, why)) return false;
    /* An ordinary user may not set groups, and need not where they are right already. */
    if (SYS(setgroups(l->group_count, l->groups)) != 0 && !groups_are(l)) return failed(why, "cannot set groups");
    if (SYS(setresgid(l->gid, l->gid, l->gid)) != 0) return failed(why, "cannot become the group");
    if (SYS(setresuid(l->uid, l->uid, l->uid)) != 0) return failed(why, "cannot become the user");
    if (!empty_capability_sets(why)) return false;
    return check(l, bounding_kept, why);
}
