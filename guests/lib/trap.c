/* SPDX-License-Identifier: Apache-2.0 */
/* The interrupt descriptor table (Intel SDM vol. 3A §6.10, §6.14.1) and what stands behind it. */
#include "trap.h"

#include "apic.h"
#include "console.h"
#include "cpu.h"
#include "panic.h"

#define HANDLERS_MAX 40
#define GATE_INTERRUPT 0x8E00

struct gate {
    uint16_t low, selector, flags, middle;
    uint32_t high, reserved;
};

struct frame {
    uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t number, code, rip, cs, rflags, rsp, ss;
};

struct __attribute__((packed)) descriptor {
    uint16_t limit;
    uint64_t base;
};

struct door {
    uint64_t number, at;
};

extern const uint64_t exception_doors[32];
extern const struct door interrupt_doors[];
void interrupt_ignored(void);
void trap_exception(const struct frame *frame);
void trap_interrupt(unsigned number);

volatile uint64_t trap_device_interrupts;

static struct gate gates[256];
static struct {
    unsigned vector;
    void (*handler)(void *);
    void *argument;
} handlers[HANDLERS_MAX];
static unsigned handler_count;

static void set_gate(unsigned number, uint64_t at) {
    gates[number] = (struct gate){(uint16_t)at, 8, GATE_INTERRUPT, (uint16_t)(at >> 16), (uint32_t)(at >> 32), 0};
}

void trap_init(void) {
    for (unsigned i = 0; i < 256; i++)
        set_gate(i, i < 32 ? exception_doors[i] : (uint64_t)interrupt_ignored);
    for (const struct door *door = interrupt_doors; door->number; door++)
        set_gate((unsigned)door->number, door->at);
    struct descriptor table = {sizeof gates - 1, (uint64_t)gates};
    __asm__ volatile("lidt %0" ::"m"(table));
}

void trap_on(unsigned vector, void (*handler)(void *), void *argument) {
    if (handler_count == HANDLERS_MAX)
        panic("more than %d devices with interrupts", HANDLERS_MAX);
    handlers[handler_count].vector = vector;
    handlers[handler_count].handler = handler;
    handlers[handler_count].argument = argument;
    barrier();
    handler_count++;
}

void trap_interrupt(unsigned number) {
    if (number == VECTOR_SPURIOUS)
        return;
    if (number == VECTOR_DEVICE)
        trap_device_interrupts++;
    for (unsigned i = 0; i < handler_count; i++)
        if (handlers[i].vector == number)
            handlers[i].handler(handlers[i].argument);
    apic_end_of_interrupt();
}

static const char *exception_name(uint64_t number) {
    static const char *const names[] = {
        "division error", "debug", "NMI", "breakpoint", "overflow", "bound range", "invalid opcode", "no FPU", "double fault",
        "FPU segment overrun", "invalid TSS", "segment not present", "stack fault", "general protection", "page fault", "reserved",
        "FPU error", "alignment check", "machine check", "SIMD error", "virtualization", "control protection",
    };
    return number < sizeof names / sizeof *names ? names[number] : "unknown exception";
}

void trap_exception(const struct frame *f) {
    uint64_t cr2;
    __asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
    print("rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", f->rax, f->rbx, f->rcx, f->rdx);
    print("rsi %016lx rdi %016lx rbp %016lx rsp %016lx\n", f->rsi, f->rdi, f->rbp, f->rsp);
    print("r8  %016lx r9  %016lx r10 %016lx r11 %016lx\n", f->r8, f->r9, f->r10, f->r11);
    print("r12 %016lx r13 %016lx r14 %016lx r15 %016lx\n", f->r12, f->r13, f->r14, f->r15);
    panic("%s at %lx, code %lx, flags %lx, cr2 %lx", exception_name(f->number), f->rip, f->code, f->rflags, cr2);
}

void trap_triple_fault(void) {
    struct descriptor none = {0, 0};
    __asm__ volatile("lidt %0; int3" ::"m"(none));
    __builtin_unreachable();
}
