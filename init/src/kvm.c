/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual machine of 50 bytes of code. A /dev/kvm that opens proves little: where a hypervisor below emulates guest
 * code, long mode seems to work, while SSE instructions do not run at all and all others a thousand times too slowly.
 * So the guest, in 64-bit mode, adds with SSE, counts down a million times, and reports after each step.
 */
#include "kvm.h"

#if defined(__x86_64__)

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
#include "sys.h"

enum {
    MEMORY = 2 << 20, /* one large page */
    CODE = 0x1000,    /* guest-physical places */
    PML4 = 0x2000,
    PDPT = 0x3000,
    PAGE_DIRECTORY = 0x4000,
    PORT = 0x10, /* where the guest reports */
    IN_LONG_MODE = 1,
    SSE_SUM = 42,
    LOOP_DONE = 3,
    WHOLE_MS = 900, /* for everything */
    LOOP_MS = 300,  /* for a million rounds, which real processors do in less than one */
    TICK_US = 50000,
    CPUID_ENTRIES = 256,
};

extern const char guest_begin[], guest_end[];
__asm__(".pushsection .rodata\n"
        "guest_begin:\n"
        "    movb $1, %al\n" /* IN_LONG_MODE */
        "    outb %al, $0x10\n"
        "    xorps %xmm0, %xmm0\n"
        "    movl $42, %eax\n" /* SSE_SUM */
        "    movd %eax, %xmm1\n"
        "    paddd %xmm1, %xmm0\n"
        "    xorl %eax, %eax\n"
        "    movd %xmm0, %eax\n"
        "    outb %al, $0x10\n"
        "    movl $1000000, %ecx\n"
        "1:  decl %ecx\n"
        "    jnz 1b\n"
        "    movb $3, %al\n" /* LOOP_DONE */
        "    outb %al, $0x10\n"
        "    hlt\n"
        "guest_end:\n"
        ".popsection\n");

struct machine {
    int kvm, vm, cpu;
    char *memory;
    struct kvm_run *run;
    int64_t end; /* of the time that the probe has */
};

static bool no(struct text *line, const char *what) {
    text_add(line, "%s: %s", what, errno_words(errno));
    return false;
}

static bool create(struct machine *m, struct text *why) {
    m->kvm = SYS(open("/dev/kvm", O_RDWR | O_CLOEXEC));
    if (m->kvm < 0) return no(why, "/dev/kvm");
    if (SYS(ioctl(m->kvm, KVM_GET_API_VERSION, 0)) != KVM_API_VERSION) return no(why, "not the KVM that is known here");
    m->vm = SYS(ioctl(m->kvm, KVM_CREATE_VM, 0));
    if (m->vm < 0) return no(why, "cannot create a machine");
    /* Old Intel processors need three pages of the guest's for themselves (KVM's api.rst, KVM_SET_TSS_ADDR). */
    ioctl(m->vm, KVM_SET_TSS_ADDR, 0xfffbd000UL);

    m->memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (m->memory == MAP_FAILED) return no(why, "cannot get memory");
    struct kvm_userspace_memory_region region = {.memory_size = MEMORY, .userspace_addr = (uintptr_t)m->memory};
    if (SYS(ioctl(m->vm, KVM_SET_USER_MEMORY_REGION, &region)) != 0) return no(why, "cannot give it memory");

    m->cpu = SYS(ioctl(m->vm, KVM_CREATE_VCPU, 0));
    if (m->cpu < 0) return no(why, "cannot create a processor");
    int size = SYS(ioctl(m->kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
    if (size < (int)sizeof *m->run) return no(why, "cannot map a processor");
    m->run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, m->cpu, 0);
    return m->run != MAP_FAILED || no(why, "cannot map a processor");
}

/* The processor may have every feature that KVM supports; without that, it has no long mode and no SSE. */
static bool set_features(const struct machine *m, struct text *why) {
    static _Alignas(struct kvm_cpuid2) char room[sizeof(struct kvm_cpuid2) +
                                                 CPUID_ENTRIES * sizeof(struct kvm_cpuid_entry2)];
    struct kvm_cpuid2 *features = (void *)room;
    features->nent = CPUID_ENTRIES;
    if (SYS(ioctl(m->kvm, KVM_GET_SUPPORTED_CPUID, features)) != 0) return no(why, "cannot list processor features");
    return SYS(ioctl(m->cpu, KVM_SET_CPUID2, features)) == 0 || no(why, "cannot set processor features");
}

static void write_page_tables(char *memory) {
    /* Intel SDM volume 3A, section 4.5: bit 0 present, bit 1 writable, bit 7 a 2 MiB page. */
    const uint64_t pml4 = PDPT | 0x3, pdpt = PAGE_DIRECTORY | 0x3, page = 0x83;
    memcpy(memory + PML4, &pml4, sizeof pml4);
    memcpy(memory + PDPT, &pdpt, sizeof pdpt);
    memcpy(memory + PAGE_DIRECTORY, &page, sizeof page);
}

/* Straight into 64-bit mode, ring 0, as if the steps of Intel SDM volume 3A, section 9.8.5, had been taken. */
static bool enter_long_mode(const struct machine *m, struct text *why) {
    struct kvm_sregs s;
    if (SYS(ioctl(m->cpu, KVM_GET_SREGS, &s)) != 0) return no(why, "cannot read registers");
    struct kvm_segment code = {.limit = 0xffffffff, .selector = 8, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1};
    struct kvm_segment data = {.limit = 0xffffffff, .selector = 16, .type = 3, .present = 1, .s = 1, .db = 1, .g = 1};
    s.cs = code;
    s.ds = s.es = s.fs = s.gs = s.ss = data;
    s.cr3 = PML4;
    s.cr4 = 0x620;      /* PAE, OSFXSR, OSXMMEXCPT */
    s.cr0 = 0x80010033; /* PG, WP, NE, ET, MP, PE; not EM, not TS: SSE is allowed */
    s.efer = 0x500;     /* LME, LMA */
    if (SYS(ioctl(m->cpu, KVM_SET_SREGS, &s)) != 0) return no(why, "cannot enter 64-bit mode");
    struct kvm_regs r = {.rip = CODE, .rsp = 0x8000, .rflags = 2}; /* bit 1 is always set */
    return SYS(ioctl(m->cpu, KVM_SET_REGS, &r)) == 0 || no(why, "cannot set registers");
}

static void on_tick(int number) {
    (void)number; /* its only use is to interrupt KVM_RUN */
}

/* A tick that comes just before KVM_RUN is lost, so there is another one soon. */
static void start_ticks(void) {
    struct sigaction tick = {.sa_handler = on_tick};
    struct itimerval every = {.it_interval = {.tv_usec = TICK_US}, .it_value = {.tv_usec = TICK_US}};
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    sigaction(SIGALRM, &tick, NULL);
    sigprocmask(SIG_UNBLOCK, &alarm, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
}

static const char *exit_words(const struct kvm_run *run) {
    switch (run->exit_reason) {
    case KVM_EXIT_INTERNAL_ERROR: return "KVM cannot emulate it (internal error)";
    case KVM_EXIT_FAIL_ENTRY: return "the processor refused the guest";
    case KVM_EXIT_SHUTDOWN: return "triple fault";
    case KVM_EXIT_HLT: return "it halted";
    case KVM_EXIT_UNKNOWN: return "unknown exit";
    default: return "unexpected exit";
    }
}

/* Runs the guest until it reports WANTED. */
static bool reaches(const struct machine *m, unsigned char wanted, const char *what, int64_t ms, struct text *why) {
    int64_t end = now_ms() + ms < m->end ? now_ms() + ms : m->end;
    while (SYS(ioctl(m->cpu, KVM_RUN, 0)) != 0) {
        if (errno != EINTR && errno != EAGAIN) return no(why, what);
        if (now_ms() < end) continue;
        text_add(why, "%s: too slow, guest code seems to be emulated", what);
        return false;
    }
    const unsigned char *value = (const unsigned char *)m->run + m->run->io.data_offset;
    if (m->run->exit_reason != KVM_EXIT_IO) {
        text_add(why, "%s: %s", what, exit_words(m->run));
    } else if (m->run->io.port != PORT || *value != wanted) {
        text_add(why, "%s: a wrong result", what);
    } else if (now_ms() > end) {
        text_add(why, "%s: too slow, guest code seems to be emulated", what);
    } else {
        return true;
    }
    return false;
}

static bool try_it(struct text *why) {
    struct machine m = {.kvm = -1, .vm = -1, .cpu = -1, .end = now_ms() + WHOLE_MS};
    start_ticks();
    if (!create(&m, why) || !set_features(&m, why)) return false;
    memcpy(m.memory + CODE, guest_begin, (size_t)(guest_end - guest_begin));
    write_page_tables(m.memory);
    return enter_long_mode(&m, why) && reaches(&m, IN_LONG_MODE, "64-bit mode does not run", WHOLE_MS, why) &&
           reaches(&m, SSE_SUM, "SSE does not run", WHOLE_MS, why) &&
           reaches(&m, LOOP_DONE, "a loop of 1000000 rounds does not end in time", LOOP_MS, why);
}

#else

static bool try_it(struct text *why) {
    text_add(why, "this program knows only x86-64 processors");
    return false;
}

#endif

bool kvm_probe(struct text *line) {
    struct text why = {0};
    bool usable = try_it(&why);
    text_add(line, "%s%s", usable ? "usable" : "unusable: ", usable ? "" : why.bytes);
    return usable;
}
