/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The halt watch. A guest that disables interrupts and halts its last CPU is over (rumprun ends like that), but QEMU
 * would wait for ever. Once a second, and only when the monitor was idle since, QEMU is asked for the CPUs' registers;
 * twice in a row "halted, interrupts off" on all of them is the end.
 */
#include "clock.h"
#include "run.h"

enum {
    LOOK_MS = 1000,
    BUSY_MS = 500, /* of processor time in that second: whoever uses that much is not halted (QEMU itself needs some) */
    SURE_AFTER = 2,
};

void halt_watch(struct run *r) {
    if (r->launch->on_halt < 0) return;
    r->halt_look_at = now_ms() + LOOK_MS;
    r->monitor_used = used_ms(r->monitor);
}

void halt_step(struct run *r) {
    if (now_ms() < r->halt_look_at) return;
    if (r->phase != RUNNING || !r->qmp.ready) {
        r->halt_look_at = NEVER;
        return;
    }
    r->halt_look_at = now_ms() + LOOK_MS;
    int64_t before = r->monitor_used;
    r->monitor_used = used_ms(r->monitor);
    if (r->monitor_used >= 0 && r->monitor_used - before > BUSY_MS) {
        r->halt_seen = 0;
        return;
    }
    if (qmp_send_registers(&r->qmp, "halt")) r->halt_look_at = NEVER; /* the answer sets it again */
}

void halt_answer(struct run *r, const struct registers *registers) {
    r->halt_seen = registers_all_dead(registers) ? r->halt_seen + 1 : 0;
    r->halt_look_at = now_ms() + LOOK_MS;
    if (r->halt_seen < SURE_AFTER || r->phase != RUNNING) return;
    r->halt_look_at = NEVER;
    r->facts.halted = true;
    stop_guest(r);
}
