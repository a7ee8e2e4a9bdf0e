/* SPDX-License-Identifier: Apache-2.0 */
/* How fast a disk reads: large pieces in order, small ones here and there; half a second each. */
#include "console.h"
#include "orders.h"
#include "text.h"
#include "time.h"

#define LASTS (SECOND / 2)
#define SMALL 4096

static bool measure(struct block_device *disk, size_t size, bool jumps, uint64_t *count, uint64_t *ns) {
    uint64_t pieces = block_sectors(disk) * SECTOR / size, start = time_now(), x = 88172645463325252u;
    for (*count = 0; pieces && (*ns = time_now() - start) < LASTS; ++*count) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        uint64_t sector = (jumps ? x : *count) % pieces * (size / SECTOR);
        if (!order_report("bench", sector, block_read(disk, sector, order_buffer, size)))
            return false;
    }
    return true;
}

bool order_bench(struct block_device *disk) {
    uint64_t count = 0, ns = 1;
    if (!measure(disk, CHUNK, false, &count, &ns))
        return false;
    print("bench: %lu MB/s in pieces of %u\n", count * CHUNK * 1000 / ns, CHUNK);
    if (!measure(disk, SMALL, true, &count, &ns))
        return false;
    print("bench: %lu reads/s of %u\n", count * SECOND / ns, SMALL);
    return true;
}
