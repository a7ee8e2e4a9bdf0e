# SPDX-License-Identifier: Apache-2.0
# Monitors that speak QMP, well or badly.
load helper

REFUSED="the monitor closed its control socket before the guest ran"

@test "the guest runs when cont was answered" {
    monitor greet await:qmp_capabilities ok await:'"cont"' ok await:never; launch "${M[@]}" control=qmp status=st record=r
    start_init; within "$LONG" has st running
    grep -q '^running [0-9]*$' r
    kill -9 "$INIT"; INIT=
}

@test "before cont is answered the guest does not run" {
    monitor greet await:qmp_capabilities ok await:'"cont"' out:asked await:quit exit:0; launch "${M[@]}" control=qmp status=st
    start_init; within "$LONG" has out asked; sleep 0.2
    [ ! -s st ]
    kill -TERM "$INIT"; end_init; ends 143
    [ "$(cat st)" = "failed stopped by signal 15 before the guest ran" ]
}

@test "a monitor that ends before the guest ran failed, with its last words" {
    monitor "err:qemu: first" "err:qemu: last words" exit:1; launch "${M[@]}" control=qmp status=st exit=debug-exit
    run_init; ends 125 "the monitor ended before the guest ran (status 1): qemu: last words"
    [ "$(cat st)" = "failed the monitor ended before the guest ran (status 1): qemu: last words" ]
    grep -q '^qemu: first$' err
}

@test "a guest that ends right after cont counts as having run" {
    monitor greet await:qmp_cap ok await:cont 'qmp:{"event": "RESUME"}' exit:15
    launch "${M[@]}" control=qmp status=st record=r exit=debug-exit
    run_init; ends 7; [ "$(cat st)" = running ]
    [ "$(cut -d' ' -f1 r | tr '\n' ' ')" = "init running exit " ]
    monitor negotiate exit:15; launch "${M[@]}" control=qmp exit=debug-exit; run_init; ends 7
}

@test "a refused cont is a failure in QEMU's words" {
    monitor greet await:qmp_cap ok await:cont "refuse:Block device is locked" await:quit exit:0
    launch "${M[@]}" control=qmp status=st
    run_init; ends 125 'the monitor refused "cont": Block device is locked'
    [ "$(cat st)" = 'failed the monitor refused "cont": Block device is locked' ]
}

@test "garbage before, between and after messages does no harm" {
    monitor qmp:garbage 'qmp:{"a":' 'qmp:]]]' 'qmp:{"QMP' greet await:qmp_cap 'qmp:""""{{{{' ok 'qmp:{}' await:cont \
        'qmp:{"return": {}}' ok 'qmp:{"return": "x", "id": "state"}' sleep:100 exit:3
    launch "${M[@]}" control=qmp; run_init; ends 3
}

@test "a megabyte of garbage without a newline does no harm" {
    monitor fill3:1000000 qmp: negotiate exit:3
    launch "${M[@]}" control=qmp; run_init; ends 3
}

@test "a monitor that closes its socket before the guest ran is killed" {
    monitor close3 ignore:TERM sleep:60000; launch "${M[@]}" control=qmp
    run_init; ends 125 "$REFUSED"
    monitor greet close3 ignore:TERM sleep:60000; launch "${M[@]}" control=qmp
    run_init; ends 125 "$REFUSED"
}

@test "a monitor that closes its socket later is stopped with SIGTERM" {
    monitor negotiate close3 out:up sleep:60000; launch "${M[@]}" control=qmp stop=power-button
    start_init; within "$LONG" has out up; sleep 0.1
    kill -INT "$INIT"; end_init; ends 130
}

@test "stop=quit: 128 + N" {
    monitor negotiate out:up await:quit ok exit:0; launch "${M[@]}" control=qmp
    start_init; within "$LONG" has out up; kill -TERM "$INIT"; end_init; ends 143
}

@test "stop=quit, but the guest had ended by itself: its code" {
    monitor negotiate out:up await:quit exit:15; launch "${M[@]}" control=qmp exit=debug-exit
    start_init; within "$LONG" has out up; kill -TERM "$INIT"; end_init; ends 7
}

@test "stop=power-button: the guest's code" {
    monitor negotiate out:up await:system_powerdown 'qmp:{"event": "SHUTDOWN", "data": {"reason": "guest-shutdown"}}' exit:0
    launch "${M[@]}" control=qmp stop=power-button record=r
    start_init; within "$LONG" has out up; kill -TERM "$INIT"; end_init; ends 0
    grep -q '^exit 0 [0-9]* stopped$' r
}

@test "stop=power-button to a deaf guest: 137 after the grace time" {
    monitor negotiate out:up await:never; launch "${M[@]}" control=qmp stop=power-button grace=300
    start_init; within "$LONG" has out up; kill -TERM "$INIT"; end_init
    ends 137 "the guest did not end in time when asked, and was killed"
}

@test "stop=signal works with QMP too" {
    monitor negotiate out:up await:never; launch "${M[@]}" control=qmp stop=signal
    start_init; within "$LONG" has out up; kill -HUP "$INIT"; end_init; ends 129
}

@test "a stop before the monitor greets is SIGTERM" {
    monitor out:up sleep:60000; launch "${M[@]}" control=qmp
    start_init; within "$LONG" has out up; kill -TERM "$INIT"; end_init; ends 143
}

@test "guest-reset gives on-reset, without a sentence when that is 0" {
    monitor negotiate 'qmp:{"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}}' exit:0
    launch "${M[@]}" control=qmp record=r; run_init; ends 139 "the guest reset itself (a triple fault or a reboot)"
    grep -q '^words the guest reset itself' r; grep -q '^exit 139 [0-9]* reset$' r
    launch "${M[@]}" control=qmp on-reset=0; run_init; ends 0
}

@test "GUEST_PANICKED gives on-panic" {
    monitor negotiate 'qmp:{"event": "GUEST_PANICKED", "data": {"action": "pause"}}' exit:0
    launch "${M[@]}" control=qmp on-panic=5; run_init; ends 5 "the guest panicked"
}

@test "a guest that QEMU stopped by itself is ended: 139" {
    monitor negotiate 'qmp:{"event": "STOP"}' await:query-status 'reply:{"status": "internal-error"}' await:quit exit:0
    launch "${M[@]}" control=qmp; run_init; ends 139 "the monitor stopped the guest by itself: internal-error"
    monitor negotiate 'qmp:{"event": "STOP"}' await:query-status 'reply:{"status": "io-error"}' ignore:TERM sleep:60000
    launch "${M[@]}" control=qmp; run_init; ends 139 "the monitor stopped the guest by itself: io-error"
}

@test "a STOP for another reason changes nothing" {
    monitor negotiate 'qmp:{"event": "STOP"}' await:query-status 'reply:{"status": "paused"}' sleep:100 exit:3
    launch "${M[@]}" control=qmp; run_init; ends 3
}

@test "a panic that leaves QEMU paused is ended" {
    monitor negotiate 'qmp:{"event": "STOP"}' await:query-status 'reply:{"status": "guest-panicked"}' await:quit exit:0
    launch "${M[@]}" control=qmp; run_init; ends 134 "the guest panicked"
}

@test "the halt watch needs two looks, and reads a dump far larger than its buffers" {
    monitor negotiate await:registers registers:300 await:registers registers:300 await:quit exit:0
    launch "${M[@]}" control=qmp on-halt=6
    run_init; ends 6 "the guest halted: all its CPUs stopped with interrupts off"
}

@test "one look that finds a live CPU starts the count again" {
    monitor negotiate await:registers registers:1 await:registers 'reply:"EFL=00000202 HLT=1"' await:registers registers:2 \
        await:registers out:fourth exit:3
    launch "${M[@]}" control=qmp on-halt=6
    run_init; ends 3; has out fourth
}

@test "a busy monitor is not asked" {
    monitor negotiate out:up spin; launch "${M[@]}" control=qmp on-halt=6
    start_init; within "$LONG" has out up; sleep 2.5
    gone "$INIT" && false
    kill -TERM "$INIT"; sleep 0.2; kill -TERM "$INIT"; end_init
    ends 137 "the guest was killed: a second signal came before it ended"
}
