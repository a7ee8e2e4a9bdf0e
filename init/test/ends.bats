# SPDX-License-Identifier: Apache-2.0
# How runs end, with monitors that do not speak QMP.
load helper

@test "the monitor's exit status is init's" {
    monitor out:hello exit:7; launch "${M[@]}"
    run_init; ends 7
    [ "$(cat out)" = hello ]
}

@test "exit=debug-exit halves odd statuses" {
    monitor exit:15; launch "${M[@]}" exit=debug-exit
    run_init; ends 7
}

@test "exit=debug-exit says when an even status is the monitor's own" {
    monitor "err:it broke" exit:4; launch "${M[@]}" exit=debug-exit
    run_init; ends 4 "the monitor, not the guest, ended with status 4: it broke"
}

@test "exit=unikraft knows an end and a crash" {
    monitor exit:83; launch "${M[@]}" exit=unikraft; run_init; ends 0
    monitor exit:85; launch "${M[@]}" exit=unikraft on-panic=9; run_init; ends 9 "the guest panicked"
}

@test "a monitor killed from outside gives 128 + N" {
    monitor kill:11; launch "${M[@]}"; run_init; ends 139 "the monitor was killed by signal 11 (Segmentation fault)"
    monitor kill:9; launch "${M[@]}"; run_init; ends 137 "the monitor was killed by signal 9 (Killed)"
}

@test "a missing program gives 127, one that cannot be executed 126" {
    launch arg=/no/such/monitor status=st; run_init
    ends 127 "cannot run /no/such/monitor: No such file or directory"
    [ "$(cat st)" = "failed cannot run /no/such/monitor: No such file or directory" ]
    launch arg="$T/L"; run_init; ends 126 "cannot run $T/L: Permission denied"
    printf 'no program' >text; chmod 755 text
    launch arg="$T/text"; run_init; ends 126 "cannot run $T/text: Exec format error"
}

@test "a program whose loader is missing is told from one that is missing itself" {
    printf '#!/no/interpreter\n' >script; chmod 755 script
    launch arg="$T/script"; run_init
    ends 127 "cannot run $T/script: No such file or directory (the file is there, but its loader or interpreter is not)"
}

@test "a sentence has a line of its own, also after a monitor that did not end its last one" {
    launch arg=/bin/sh arg=-c "arg=printf unfinished >&2; kill -9 \$\$"; run_init
    ends 137 "the monitor was killed by signal 9 (Killed)"
    [ "$(head -1 err)" = unfinished ]
}

@test "each signal of the five ends the monitor with SIGTERM and gives 128 + N" {
    for pair in HUP:129 INT:130 QUIT:131 TERM:143 PWR:158; do
        monitor pid:"$T/mpid" out:up sleep:60000; launch "${M[@]}"
        start_init; within "$LONG" has out up
        kill -"${pair%:*}" "$INIT"
        end_init; ends "${pair#*:}"
        gone "$(cat mpid)"; : >out
    done
}

@test "other signals have no effect" {
    monitor out:up sleep:400 exit:5; launch "${M[@]}"
    start_init; within "$LONG" has out up
    for s in USR1 USR2 ALRM WINCH PIPE TTIN TTOU CONT URG IO VTALRM RTMIN RTMAX 32 33; do kill -$s "$INIT"; done
    end_init; ends 5
}

@test "after the grace time the monitor is killed: 137" {
    monitor ignore:TERM out:up sleep:60000; launch "${M[@]}" grace=300
    start_init; within "$LONG" has out up
    kill -TERM "$INIT"
    end_init; ends 137 "the guest did not end in time when asked, and was killed"
}

@test "grace=0 kills at once" {
    monitor ignore:TERM out:up sleep:60000; launch "${M[@]}" grace=0
    start_init; within "$LONG" has out up
    kill -TERM "$INIT"
    end_init; ends 137 "the guest did not end in time when asked, and was killed"
}

@test "a second signal forces: 137" {
    monitor ignore:TERM out:up sleep:60000; launch "${M[@]}" grace=60000
    start_init; within "$LONG" has out up
    kill -TERM "$INIT"; sleep 0.3; gone "$INIT" && false
    kill -INT "$INIT"
    end_init; ends 137 "the guest was killed: a second signal came before it ended"
}

@test "a killed monitor's cgroup tells whether memory ran out" {
    needs_root
    local group=/sys/fs/cgroup/memory/juke-init-test-$$ limit=memory.limit_in_bytes
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then group=/sys/fs/cgroup/juke-init-test-$$ limit=memory.max; fi
    mkdir "$group" 2>/dev/null && echo 48M 2>/dev/null >"$group/$limit" || skip "needs a memory cgroup"
    monitor eat; launch "${M[@]}" record=r
    code=0
    timeout -k 1 "$LONG" sh -c 'echo $$ >"$0/cgroup.procs"; exec "$@"' "$group" "$JUKE_INIT" L >out 2>err 3>&- || code=$?
    rmdir "$group"
    ends 137 "the monitor was killed because memory ran out in its cgroup"
    grep -q '^exit 137 [0-9]* oom$' r
}

@test "the environment is the launch file's and nothing else" {
    monitor env; launch "${M[@]}" env=A=1 "env=B=x y
z"
    FOREIGN=1 run_init; ends 0
    [ "$(cat out)" = "PIDS=$PIDS
A=1
B=x y
z" ]
}

@test "cwd is where everything starts" {
    mkdir dir; monitor touch:here; launch "${M[@]}" cwd=dir
    run_init; ends 0; [ -e dir/here ]
    launch "${M[@]}" cwd=/no/such; run_init
    ends 125 "cwd: cannot change to /no/such: No such file or directory"
}

@test "standard input reaches the monitor" {
    monitor cat; launch "${M[@]}"
    run_init < <(echo typed); ends 0; [ "$(cat out)" = typed ]
}

@test "a wrong launch file gives 125 and one line" {
    printf 'juke-launch=1\0arg=/x\0grace=ten\0' >L
    run_init; ends 125 "launch file L: grace: not a decimal number: \"ten\""
    run_init() { code=0; "$JUKE_INIT" missing >out 2>err || code=$?; }
    run_init; ends 125 "launch file missing: cannot open: No such file or directory"
}

@test "a launch file over 1 MiB is refused" {
    { printf 'juke-launch=1\0arg=/x\0arg='; head -c 1048576 /dev/zero | tr '\0' x; printf '\0'; } >L
    run_init; ends 125 "launch file L: larger than 1 MiB"
}

@test "an error in the launch file also goes to its status" {
    mkfifo st; exec 7<>st
    printf 'juke-launch=1\0status=%s/st\0arg\0' "$T" >L
    run_init; ends 125 'launch file L: record 3 has no "=": "arg"'
    read -r -u 7 line; exec 7>&-
    [ "$line" = 'failed launch file L: record 3 has no "=": "arg"' ]
}

@test "--version, and what it does not understand" {
    [[ $("$JUKE_INIT" --version) =~ ^juke-init\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    for args in "" "-x" "a b" "await 1 2" "await x 1 1" "await 0 0 5" "await 0 99999999999 5" "await 0 1 "; do
        code=0; "$JUKE_INIT" $args 2>err || code=$?; ends 125 "usage: juke-init LAUNCH-FILE | await FD PID MS | probe-kvm | --version"
    done
}
