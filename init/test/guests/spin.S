/* SPDX-License-Identifier: Apache-2.0 */
/* Runs for ever. */
#include "guest.inc"
guest:  jmp guest
