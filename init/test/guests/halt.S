/* SPDX-License-Identifier: Apache-2.0 */
/* Halts with interrupts off, for good. */
#include "guest.inc"
guest:  hlt
        jmp guest
