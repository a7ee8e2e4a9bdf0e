/* SPDX-License-Identifier: Apache-2.0 */
/* From a name to an address, by asking a resolver. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include <stdint.h>

/* Returns NULL and the name's IPv4 address, or why there is none. Takes ten seconds at most. */
const char *resolve(uint32_t resolver, const char *name, uint32_t *address);

#endif
