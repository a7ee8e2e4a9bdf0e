/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done with a disk. */
#ifndef ORDERS_H
#define ORDERS_H

#include "virtio_block.h"

#define CHUNK BLOCK_TRANSFER_MAX

/* Does what the argument says; false when it is no order. *well becomes false when it fails. */
bool order_obey(const char *argument, bool *well);

/* Writes a pattern, reads it back, and puts back what was there; a read-only disk is only read. */
bool order_try(struct block_device *disk);

/* The parts, each true when all went well. */
bool order_fill(struct block_device *disk, uint64_t first, uint64_t sectors);
bool order_check(struct block_device *disk);
bool order_bench(struct block_device *disk);

/* Prints what went wrong, if anything did; true when nothing did. */
bool order_report(const char *what, uint64_t sector, const char *wrong);

extern uint8_t order_buffer[CHUNK];

#endif
