/* SPDX-License-Identifier: Apache-2.0 */
/* A triple fault: an exception without an interrupt table. */
#include "guest.inc"
        .align 4
empty:  .word 0
        .long 0
guest:  lidt empty
        int3
