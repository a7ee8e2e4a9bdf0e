/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the boot loader to C: two doors, one road.
 *
 * Multiboot 0.6.96 §3.1.1-3.1.3 (header with address fields, so that QEMU's -kernel takes a 64-bit ELF) and §3.2
 * (EAX = 0x2BADB002, EBX = information). Xen docs/misc/pvh.pandoc (EBX = hvm_start_info) with the ELF note
 * XEN_ELFNOTE_PHYS32_ENTRY = 18 of Xen's public/elfnote.h. Both enter 32-bit protected mode with paging off.
 * Long mode: Intel SDM vol. 3A §9.8.5; SSE: §9.6.1.
 */
#include "boot.h"

#define MULTIBOOT_MAGIC 0x1BADB002
#define MULTIBOOT_FLAGS 0x00010003 /* modules on pages, memory map, address fields */

    .section .note.xen, "a", @note
    .balign 4
    .long 4, 4, 18
    .asciz "Xen"
    .long pvh_entry

    .section .boot, "ax", @progbits
    .code32
    .balign 4
multiboot_header:
    .long MULTIBOOT_MAGIC
    .long MULTIBOOT_FLAGS
    .long -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)
    .long multiboot_header
    .long image_start
    .long image_loaded_end
    .long image_end
    .long multiboot_entry

    .globl multiboot_entry
multiboot_entry:
    mov $BOOT_MULTIBOOT, %esi
    cmp $0x2BADB002, %eax
    je common_entry
    hlt

    .globl pvh_entry
pvh_entry:
    mov $BOOT_PVH, %esi

common_entry:
    cli
    cld
    mov $boot_stack_top, %esp

    /* Page tables: PML4 -> PDPT -> four directories of 2 MiB pages, one to one; uncached from 3 GiB on (devices). */
    mov $boot_pdpt, %eax
    or $3, %eax
    mov %eax, boot_pml4
    mov $boot_directories, %eax
    or $3, %eax
    mov $boot_pdpt, %edi
    mov $4, %ecx
1:  mov %eax, (%edi)
    add $0x1000, %eax
    add $8, %edi
    loop 1b
    mov $boot_directories, %edi
    mov $0x83, %eax
    mov $2048, %ecx
2:  cmp $0xC0000083, %eax
    jne 3f
    or $0x18, %eax
3:  mov %eax, (%edi)
    add $0x200000, %eax
    add $8, %edi
    loop 2b

    mov %cr4, %eax
    or $0x620, %eax                     /* PAE, OSFXSR, OSXMMEXCPT */
    mov %eax, %cr4
    mov $boot_pml4, %eax
    mov %eax, %cr3
    mov $0xC0000080, %ecx               /* EFER.LME */
    rdmsr
    or $0x100, %eax
    wrmsr
    mov %cr0, %eax
    and $~0x6000000C, %eax              /* caches on; no EM, no TS */
    or $0x80010022, %eax                /* PG, WP, NE, MP */
    mov %eax, %cr0
    lgdt boot_gdt_pointer
    ljmp $8, $long_mode

    .code64
long_mode:
    mov $16, %eax
    mov %eax, %ds
    mov %eax, %es
    mov %eax, %ss
    xor %eax, %eax
    mov %eax, %fs
    mov %eax, %gs
    xorps %xmm0, %xmm0                  /* any real guest uses SSE: a host that cannot do it must fail here */
    mov $boot_stack_top, %rsp
    mov %esi, %edi
    mov %ebx, %esi
    xor %ebp, %ebp
    call start
4:  cli
    hlt
    jmp 4b

    .section .rodata
    .balign 8
boot_gdt:
    .quad 0
    .quad 0x00AF9B000000FFFF            /* 0x08: 64-bit code */
    .quad 0x00CF93000000FFFF            /* 0x10: data */
boot_gdt_pointer:
    .word 23
    .long boot_gdt
    .long 0

    .section .bss
    .balign 4096
    .globl boot_pml4
boot_pml4:        .skip 4096
    .globl boot_pdpt
boot_pdpt:        .skip 4096
boot_directories: .skip 16384
boot_stack:       .skip 32768
boot_stack_top:

    .section .note.GNU-stack, "", @progbits
