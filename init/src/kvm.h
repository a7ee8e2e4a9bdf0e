/* SPDX-License-Identifier: Apache-2.0 */
/* `juke-init probe-kvm`: whether KVM on this machine runs guests, found out by running one. */
#ifndef JUKE_KVM_H
#define JUKE_KVM_H

#include <stdbool.h>

#include "say.h"

/* Puts "usable", or "unusable: WHY", into LINE; true when usable. Takes at most a second. */
bool kvm_probe(struct text *line);

#endif
