# SPDX-License-Identifier: Apache-2.0
# The same with the real QEMU and guests of twenty instructions.
load helper

require() { command -v qemu-system-x86_64 >/dev/null || skip "needs qemu-system-x86_64"; }

@test "a guest's exit code comes through isa-debug-exit" {
    qemu exit7; launch "${Q[@]}" exit=debug-exit status=st record=r
    run_init; ends 7; [ "$(cat out)" = G ]; [ "$(cat st)" = running ]
    grep -qE '^running [0-9]+$' r; grep -qE '^exit 7 [0-9]+ exited$' r
}

@test "code 0 is told from QEMU's own failure, which is also status 1" {
    qemu exit0; launch "${Q[@]}" exit=debug-exit; run_init; ends 0
    qemu exit0 -device nonsense; launch "${Q[@]}" exit=debug-exit status=st; run_init
    ends 125 "the monitor ended before the guest ran (status 1): qemu-system-x86_64: -device nonsense: 'nonsense' is not a valid device model name"
    [ "failed $(grep '^juke: ' err | cut -c7-)" = "$(cat st)" ]
}

@test "Unikraft's end and crash" {
    qemu exit41; launch "${Q[@]}" exit=unikraft; run_init; ends 0
    qemu exit42; launch "${Q[@]}" exit=unikraft; run_init; ends 134 "the guest panicked"
}

@test "a triple fault gives 139" {
    qemu reset; launch "${Q[@]}" exit=debug-exit; run_init; ends 139 "the guest reset itself (a triple fault or a reboot)"
    launch "${Q[@]}" exit=debug-exit on-reset=0; run_init; ends 0
}

@test "a guest that halts for good is noticed" {
    qemu halt; launch "${Q[@]}" on-halt=3 record=r
    run_init; ends 3 "the guest halted: all its CPUs stopped with interrupts off"; grep -qE '^exit 3 [0-9]+ halted$' r
}

@test "… also when it has two CPUs" {
    qemu halt -smp 2; launch "${Q[@]}" on-halt=0; run_init; ends 0
}

@test "a guest that is only idle is not taken for halted, and stop=quit gives 143" {
    qemu idle; launch "${Q[@]}" on-halt=3
    start_init; within "$LONG" has out G; sleep 3.5
    gone "$INIT" && false
    kill -TERM "$INIT"; end_init; ends 143
}

@test "a guest that spins is stopped too" {
    qemu spin; launch "${Q[@]}" on-halt=3 exit=debug-exit
    start_init; within "$LONG" has out G
    kill -INT "$INIT"; end_init; ends 130
}

@test "the power button: the guest powers off, code 0" {
    MACHINE=pc qemu power; launch "${Q[@]}" stop=power-button exit=debug-exit record=r
    start_init; within "$LONG" has out G
    kill -TERM "$INIT"; end_init; ends 0; grep -qE '^exit 0 [0-9]+ stopped$' r
}

@test "the power button, which the guest ignores: 137" {
    MACHINE=pc qemu spin; launch "${Q[@]}" stop=power-button grace=500
    start_init; within "$LONG" has out G
    kill -TERM "$INIT"; end_init; ends 137 "the guest did not end in time when asked, and was killed"
}

@test "pvpanic: 134" {
    MACHINE=pc qemu panic -device pvpanic; launch "${Q[@]}"; run_init; ends 134 "the guest panicked"
    MACHINE=pc qemu panic -device pvpanic -action panic=pause; launch "${Q[@]}" on-panic=0; run_init; ends 0
}

@test "a KVM that cannot run the guest: QEMU's internal error becomes 139" {
    [ -w /dev/kvm ] && [ -d /sys/module/kvm_pvm ] || skip "needs a KVM that only emulates"
    ACCEL=kvm qemu sse; launch "${Q[@]}" exit=debug-exit; run_init
    ends 139 "the monitor stopped the guest by itself: internal-error"
}

@test "QEMU killed from outside" {
    qemu spin; launch "${Q[@]}"
    start_init; within "$LONG" has out G
    kill -9 "$(pgrep -P "$INIT")"; end_init; ends 137 "the monitor was killed by signal 9 (Killed)"
}

@test "a megabyte of console arrives complete in the log and on standard output" {
    qemu flood; launch "${Q[@]}" exit=debug-exit console-log=log
    run_init; ends 0; cmp out log
    [ "$(stat -c %s out)" = 200002 ]
    [ "$(tail -c +3 out | sha256sum)" = "$(yes abcdefghijklmnopqrstuvwxyz | tr -d '\n' | head -c 200000 | sha256sum)" ]
}

@test "as an unprivileged user, without capabilities, as process 1" {
    needs_root
    qemu exit7; launch "${Q[@]}" exit=debug-exit uid=65534 gid=65534 record=r
    code=0; timeout "$LONG" unshare -p -f --mount-proc "$JUKE_INIT" L >out 2>err 3>&- || code=$?
    ends 7; grep -q '^init 1 ' r
}

@test "QEMU leaves its terminal to us, and we leave it as it was" {
    qemu exit7; launch "${Q[@]}" exit=debug-exit terminal=1
    timeout "$LONG" script -qec "stty -a >before; $JUKE_INIT L; echo \$? >code; stty -a >after" /dev/null </dev/null >out 2>&1 3>&-
    [ "$(cat code)" = 7 ]; cmp before after
}
