/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is taken once and kept: whoever needs less later keeps a pool of his own. */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>
#include <stdint.h>

struct bootinfo;

void mem_init(const struct bootinfo *boot);
void *mem_take(size_t size, size_t alignment); /* zeroed; panics when there is no more */
size_t mem_left(void);

/* Makes device memory at that physical address (also above 4 GiB) usable; returns the address to use. */
uint64_t mem_map_device(uint64_t at, uint64_t size);

/* From now on the first page is not there, so that a null pointer is found out. */
void mem_guard_null(void);

#endif
