/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SYS() goes around every system call whose failure juke-init must survive.
 *
 * In the ordinary build it is nothing. With -DJUKE_FAULTS it counts, and the call number $JUKE_FAULT fails without
 * being made, so that a test can visit every error path one by one (test/faults.bats).
 */
#ifndef JUKE_SYS_H
#define JUKE_SYS_H

#ifdef JUKE_FAULTS
#include <stdbool.h>
bool fault_now(void);
#define SYS(call) (fault_now() ? -1 : (call))
#else
#define SYS(call) (call)
#endif

#endif
