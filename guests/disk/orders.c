/* SPDX-License-Identifier: Apache-2.0 */
/* The orders in the arguments, each for the disk that disk=N chose last. */
#include "orders.h"

#include "console.h"
#include "power.h"
#include "text.h"
#include "time.h"

uint8_t order_buffer[CHUNK] __attribute__((aligned(4096)));

static struct block_device *chosen;

bool order_report(const char *what, uint64_t sector, const char *wrong) {
    if (wrong)
        print("disk: %s at sector %lu: %s\n", what, sector, wrong);
    return !wrong;
}

static bool misunderstood(const char *argument) {
    print("disk: cannot understand '%s'\n", argument);
    return false;
}

static bool read_text(uint64_t sector) {
    size_t length = 0;
    if (!order_report("read", sector, block_read(chosen, sector, order_buffer, SECTOR)))
        return false;
    while (length < SECTOR && order_buffer[length])
        length++;
    print("read[%lu]=", sector);
    console_write((const char *)order_buffer, length);
    print("\n");
    return true;
}

/* "SECTOR:OFFSET:COUNT", in hexadecimal. */
static bool read_bytes(const char *value) {
    uint64_t sector, offset, count;
    if (!text_number(value, &value, &sector) || *value != ':' || !text_number(value + 1, &value, &offset) || *value != ':' ||
        !text_number(value + 1, &value, &count) || *value || offset > SECTOR || count > SECTOR - offset)
        return false;
    if (!order_report("read", sector, block_read(chosen, sector, order_buffer, SECTOR)))
        return false;
    print("bytes[%lu:%lu]=", sector, offset);
    for (uint64_t i = 0; i < count; i++)
        print("%02x", order_buffer[offset + i]);
    print("\n");
    return true;
}

static bool write_text(uint64_t sector, const char *text) {
    size_t length = strlen(text);
    memset(order_buffer, 0, SECTOR);
    memcpy(order_buffer, text, length < SECTOR ? length : SECTOR);
    if (!order_report("write", sector, block_write(chosen, sector, order_buffer, SECTOR)) ||
        !order_report("flush", sector, block_flush(chosen)))
        return false;
    print("write[%lu]: ok\n", sector);
    return true;
}

static bool choose(const char *value) {
    const char *end;
    uint64_t index;
    bool sound = text_number(value, &end, &index) && !*end && index < BLOCK_DEVICES_MAX;
    struct block_device *disk = sound ? block_at((unsigned)index) : NULL;
    if (!disk) {
        print("disk: there is no disk '%s'\n", value);
        return false;
    }
    chosen = disk;
    return true;
}

static void wait_for_button(void) {
    print("disk: waiting for the power button\n");
    while (!power_button_pressed())
        time_wait(time_now() + SECOND);
    power_button_exit();
}

static bool obey(const char *argument, bool *well) {
    const char *value, *rest;
    uint64_t sector, count;
    if ((value = text_after(argument, "disk=")))
        *well &= choose(value);
    else if ((value = text_after(argument, "read=")))
        *well &= text_number(value, &rest, &sector) && !*rest ? read_text(sector) : misunderstood(argument);
    else if ((value = text_after(argument, "bytes=")))
        *well &= read_bytes(value) || misunderstood(argument);
    else if ((value = text_after(argument, "write=")))
        *well &= text_number(value, &rest, &sector) && *rest == ':' ? write_text(sector, rest + 1) : misunderstood(argument);
    else if ((value = text_after(argument, "fill=")))
        *well &= text_number(value, &rest, &sector) && *rest == ':' && text_number(rest + 1, &rest, &count) && !*rest
                     ? order_fill(chosen, sector, count)
                     : misunderstood(argument);
    else if (!strcmp(argument, "check"))
        *well &= order_check(chosen);
    else if (!strcmp(argument, "bench"))
        *well &= order_bench(chosen);
    else if (!strcmp(argument, "try"))
        *well &= order_try(chosen);
    else if (!strcmp(argument, "wait"))
        wait_for_button();
    else
        return false;
    return true;
}

bool order_obey(const char *argument, bool *well) {
    if (!chosen)
        chosen = block_at(0);
    if (power_button_pressed())
        power_button_exit();
    return obey(argument, well);
}
