/* SPDX-License-Identifier: Apache-2.0 */
/* QEMU docs/specs/fw_cfg: selector port 0x510 (16 bits), data port 0x511; key 0 is the signature, 5 the number of processors. */
#include "fw_cfg.h"

#include "cpu.h"

#define SELECTOR 0x510
#define DATA 0x511
#define KEY_SIGNATURE 0
#define KEY_CPU_COUNT 5

static uint32_t read_key(uint16_t key, unsigned bytes) {
    uint32_t value = 0;
    outw(SELECTOR, key);
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint32_t)inb(DATA) << (8 * i);
    return value;
}

uint16_t fw_cfg_cpu_count(void) {
    return read_key(KEY_SIGNATURE, 4) == 0x554D4551 ? (uint16_t)read_key(KEY_CPU_COUNT, 2) : 0;
}
