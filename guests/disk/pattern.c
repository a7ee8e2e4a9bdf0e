/* SPDX-License-Identifier: Apache-2.0 */
/* Sectors that say which sector they are, so that one that is lost, old or in the wrong place is found out. */
#include "console.h"
#include "orders.h"
#include "power.h"
#include "text.h"

#define WORDS (SECTOR / 8)
#define MARK 0x4C4C4946454B554Au /* "JUKEFILL" */

/* Words 2 and up: a sequence (xorshift64*, Vigna 2016) that begins with the number of the sector. */
static void make(uint64_t *words, uint64_t sector) {
    uint64_t x = sector * 2 + 1;
    words[0] = MARK;
    words[1] = sector;
    for (unsigned i = 2; i < WORDS; i++) {
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        words[i] = x * 0x2545F4914F6CDD1Du;
    }
}

static uint64_t run_of(uint64_t left) {
    return left < CHUNK / SECTOR ? left : CHUNK / SECTOR;
}

bool order_fill(struct block_device *disk, uint64_t first, uint64_t sectors) {
    for (uint64_t done = 0; done < sectors;) {
        uint64_t run = run_of(sectors - done);
        for (uint64_t i = 0; i < run; i++)
            make((uint64_t *)(order_buffer + i * SECTOR), first + done + i);
        if (!order_report("fill", first + done, block_write(disk, first + done, order_buffer, run * SECTOR)))
            return false;
        done += run;
        if (power_button_pressed())
            power_button_exit();
    }
    if (!order_report("flush", first, block_flush(disk)))
        return false;
    print("fill[%lu]: %lu sectors\n", first, sectors);
    return true;
}

bool order_check(struct block_device *disk) {
    uint64_t whole = 0, damaged = 0, other = 0, expected[WORDS];
    for (uint64_t at = 0; at < block_sectors(disk);) {
        uint64_t run = run_of(block_sectors(disk) - at);
        if (!order_report("check", at, block_read(disk, at, order_buffer, run * SECTOR)))
            return false;
        for (uint64_t i = 0; i < run; i++) {
            uint64_t *words = (uint64_t *)(order_buffer + i * SECTOR);
            make(expected, at + i);
            if (!memcmp(words, expected, SECTOR))
                whole++;
            else if (words[0] == MARK)
                damaged++;
            else
                other++;
        }
        at += run;
        if (power_button_pressed())
            power_button_exit();
    }
    print("check: %lu sectors hold the pattern, %lu are damaged, %lu hold something else\n", whole, damaged, other);
    return !damaged;
}

/* The last sectors are the ones least likely to matter, and what was there comes back even so. */
bool order_try(struct block_device *disk) {
    static uint8_t saved[SECTOR], back[SECTOR];
    uint64_t at = block_sectors(disk) - 1, words[WORDS];
    if (!block_sectors(disk))
        return order_report("try", 0, "the disk has no sectors");
    if (!order_report("read", at, block_read(disk, at, saved, SECTOR)))
        return false;
    if (block_is_read_only(disk))
        return true;
    make(words, at ^ 0x5555);
    bool well = order_report("write", at, block_write(disk, at, words, SECTOR)) && order_report("flush", at, block_flush(disk)) &&
                order_report("read back", at, block_read(disk, at, back, SECTOR)) &&
                order_report("compare", at, memcmp(words, back, SECTOR) ? "what was read is not what was written" : NULL);
    return order_report("restore", at, block_write(disk, at, saved, SECTOR)) && order_report("flush", at, block_flush(disk)) && well;
}
