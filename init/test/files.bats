# SPDX-License-Identifier: Apache-2.0
# The status, the record, and waiting for them.
load helper

# The lock as another process sees it.
locked() { python3 -c 'import fcntl, sys
try: fcntl.lockf(open(sys.argv[1], "a"), fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError: sys.exit(0)
sys.exit(1)' "$1"; }

@test "status: one line to a FIFO that nobody reads yet" {
    mkfifo st; monitor out:up sleep:60000; launch "${M[@]}" status="$T/st"
    start_init; within "$LONG" has out up
    read -r -t "$LONG" line <>st; [ "$line" = running ]
    kill -TERM "$INIT"; end_init; ends 143
}

@test "status: a file is made when there is none, and appended to when there is" {
    monitor exit:3; launch "${M[@]}" status=st; run_init
    [ "$(cat st)" = running ]; [ "$(stat -c %a st)" = 600 ]
    run_init; [ "$(wc -l <st)" = 2 ]
}

@test "status: one that cannot be opened is an error" {
    monitor exit:3; launch "${M[@]}" status=/no/st
    run_init; ends 125 "status: cannot open /no/st: No such file or directory"
}

@test "record: its lines, in their order and form" {
    monitor exit:3; launch "${M[@]}" record=r; run_init
    [ "$(stat -c %a r)" = 600 ]
    [ "$(wc -l <r)" = 3 ]
    sed -n 1p r | grep -qE '^init [0-9]+ [0-9]+$'
    sed -n 2p r | grep -qE '^running [0-9]{19}$'
    sed -n 3p r | grep -qE '^exit 3 [0-9]{19} exited$'
}

@test "record: START is field 22 of /proc/PID/stat" {
    monitor out:up sleep:60000; launch "${M[@]}" record=r
    start_init; within "$LONG" has out up
    [ "$(head -1 r)" = "init $INIT $(sed 's/.*) //' "/proc/$INIT/stat" | cut -d' ' -f20)" ]
    kill -TERM "$INIT"; end_init
}

@test "record: locked while init lives, not a moment longer" {
    monitor out:up sleep:60000; launch "${M[@]}" record=r
    start_init; within "$LONG" has out up
    locked r
    kill -9 "$INIT"; wait "$INIT" || true; INIT=
    within "$LONG" eval '! locked r'
}

@test "record: a second init does not start, and leaves the record alone" {
    monitor out:up sleep:60000; launch "${M[@]}" record=r
    start_init; within "$LONG" has out up
    cp r before; mv out out1; local first=$INIT
    run_init; ends 125 "record: cannot lock r: another juke-init holds it"
    cmp r before; INIT=$first
    kill -TERM "$INIT"; end_init
}

@test "record: one that cannot be written is an error" {
    monitor exit:3; launch "${M[@]}" record=/no/r
    run_init; ends 125 "record: cannot open /no/r: No such file or directory"
    launch "${M[@]}" record=/dev/full
    run_init; ends 125 "record: cannot write /dev/full: No space left on device"
}

@test "await: a guest that runs" {
    mkfifo st; exec 7<>st
    monitor out:up sleep:60000; launch "${M[@]}" status="$T/st"
    start_init 7>&-
    code=0; "$JUKE_INIT" await 7 "$INIT" 20000 >aout 2>aerr || code=$?
    [ "$code" = 0 ]; [ ! -s aout ]; [ ! -s aerr ]
    kill -TERM "$INIT"; end_init; exec 7>&-
}

@test "await: a guest that failed, in init's words, even when init is gone already" {
    mkfifo st; exec 7<>st
    launch arg=/no/monitor status="$T/st"
    start_init 7>&-; local pid=$INIT; end_init
    code=0; "$JUKE_INIT" await 7 "$pid" 20000 2>err || code=$?
    [ "$code" = 1 ]; [ "$(cat err)" = "cannot run /no/monitor: No such file or directory" ]
    exec 7>&-
}

@test "await: an init that ends without a word" {
    mkfifo st; exec 7<>st
    sleep 0.3 & local pid=$!
    code=0; "$JUKE_INIT" await 7 "$pid" 20000 2>err || code=$?
    ends 1 "juke-init (process $pid) ended without saying whether the guest runs"
    exec 7>&-
}

@test "await: time is up" {
    mkfifo st; exec 7<>st
    sleep 30 & echo $! >pids
    code=0; "$JUKE_INIT" await 7 "$(cat pids)" 200 2>err || code=$?
    ends 1 "the guest did not run within 200 ms"
    exec 7>&-
}

@test "await: works where the descriptor has no writer yet, and with a file" {
    mkfifo st; exec 8<>st 7<st 8>&-
    (sleep 0.5; echo running >st; sleep 5) & echo $! >pids
    code=0; "$JUKE_INIT" await 7 "$(cat pids)" 20000 2>err || code=$?
    [ "$code" = 0 ]; exec 7>&-
    : >file; exec 7<file
    (sleep 0.3; echo "failed so it is" >file; sleep 5) & echo $! >>pids
    code=0; "$JUKE_INIT" await 7 "$(tail -1 pids)" 20000 2>err || code=$?
    [ "$code" = 1 ]; [ "$(cat err)" = "so it is" ]; exec 7>&-
}

@test "probe-kvm says what it found in less than a second" {
    local start=${EPOCHREALTIME/[.,]/} end
    code=0; "$JUKE_INIT" probe-kvm >out 2>err || code=$?
    end=${EPOCHREALTIME/[.,]/}
    [ $((end - start)) -lt 1000000 ]; [ ! -s err ]; [ "$(wc -l <out)" = 1 ]
    if [ "$code" = 0 ]; then [ "$(cat out)" = usable ]; else [ "$code" = 1 ]; grep -q '^unusable: .' out; fi
}

@test "probe-kvm without /dev/kvm, and on a machine whose KVM only emulates" {
    needs_root
    code=0; unshare -m sh -c 'mount -t tmpfs none /dev && exec "$0" probe-kvm' "$JUKE_INIT" >out || code=$?
    [ "$code" = 1 ]; [ "$(cat out)" = "unusable: /dev/kvm: No such file or directory" ]
    [ -d /sys/module/kvm_pvm ] || skip "this machine's KVM is not known to emulate"
    [ "$("$JUKE_INIT" probe-kvm)" = "unusable: SSE does not run: KVM cannot emulate it (internal error)" ]
}
