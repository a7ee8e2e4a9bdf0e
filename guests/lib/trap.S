/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Doors for exceptions and interrupts (Intel SDM vol. 3A §6.14). Exceptions save everything and go to trap_exception, which
 * does not come back; interrupts save what C may change and call trap_interrupt. C is built without SSE, so SSE state is safe.
 */
    .text
    .altmacro

    .macro exception number, has_code
exception_\number:
    .if \has_code == 0
    push $0
    .endif
    push $\number
    jmp exception_common
    .endm

    .macro interrupt number
interrupt_\number:
    push %rax
    mov $\number, %eax
    jmp interrupt_common
    .endm

    .set n, 0
    .rept 32
    .if n == 8 || n == 10 || n == 11 || n == 12 || n == 13 || n == 14 || n == 17 || n == 21 || n == 29 || n == 30
    exception %n, 1
    .else
    exception %n, 0
    .endif
    .set n, n + 1
    .endr

    .irp v, 48, 49, 50, 255
    interrupt \v
    .endr

exception_common:
    push %r15
    push %r14
    push %r13
    push %r12
    push %r11
    push %r10
    push %r9
    push %r8
    push %rbp
    push %rdi
    push %rsi
    push %rdx
    push %rcx
    push %rbx
    push %rax
    mov %rsp, %rdi
    cld
    and $-16, %rsp
    call trap_exception

interrupt_common:
    push %rcx
    push %rdx
    push %rsi
    push %rdi
    push %r8
    push %r9
    push %r10
    push %r11
    push %rbp
    mov %rsp, %rbp
    and $-16, %rsp
    cld
    mov %eax, %edi
    call trap_interrupt
    mov %rbp, %rsp
    pop %rbp
    pop %r11
    pop %r10
    pop %r9
    pop %r8
    pop %rdi
    pop %rsi
    pop %rdx
    pop %rcx
    pop %rax
    iretq

    .globl interrupt_ignored
interrupt_ignored:
    iretq

    .section .rodata
    .balign 8
    .globl exception_doors
exception_doors:
    .set n, 0
    .macro exception_door number
    .quad exception_\number
    .endm
    .rept 32
    exception_door %n
    .set n, n + 1
    .endr

    .globl interrupt_doors
interrupt_doors:
    .quad 48, interrupt_48, 49, interrupt_49, 50, interrupt_50, 255, interrupt_255, 0, 0

    .section .note.GNU-stack, "", @progbits
