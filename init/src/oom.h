/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the kernel killed something in our cgroup because memory ran out. */
#ifndef JUKE_OOM_H
#define JUKE_OOM_H

#include <stdbool.h>

/* Opens the cgroup's count of such kills, while its path can be found. Without it oom_happened is always false. */
void oom_watch(void);

/* Whether the count grew since. */
bool oom_happened(void);

#endif
