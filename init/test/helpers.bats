# SPDX-License-Identifier: Apache-2.0
# Helpers, and the program at the very end.
load helper

@test "a helper is ready before the monitor starts, and ended after it" {
    helper fs pid:"$T/hpid" sleep:300 touch:"$T/sock" sleep:60000
    launch "arg=/bin/sh" "arg=-c" "arg=test -e $T/sock && exit 6" "${H[@]}" "helper-ready=$T/sock"
    run_init; ends 6; gone "$(cat hpid)"
}

@test "helpers start in their order, with the environment and without standard input" {
    launch "arg=$FAKE" arg=exit:0 env=A=1 env=PATH=/bin:/usr/bin \
        helper=one "helper-arg=/bin/sh" "helper-arg=-c" "helper-arg=cat; echo one \$A >$T/1; mv $T/1 $T/one; exec sleep 60" "helper-ready=$T/one" \
        helper=two "helper-arg=/bin/sh" "helper-arg=-c" "helper-arg=cat $T/one >$T/2; mv $T/2 $T/two; exec sleep 60" "helper-ready=$T/two"
    run_init </dev/zero; ends 0; [ "$(cat two)" = "one 1" ]
}

@test "a helper that ignores SIGTERM is killed" {
    helper h ignore:TERM pid:"$T/hpid" sleep:60000
    monitor sleep:200 exit:6; launch "${M[@]}" "${H[@]}" "helper-ready=$T/hpid"
    run_init; ends 6; gone "$(cat hpid)"
}

@test "a helper that ends before the monitor starts is a failure, in its own words" {
    helper virtiofsd "err:no such directory" exit:1
    monitor exit:0; launch "${M[@]}" "${H[@]}" "helper-ready=$T/never" status=st
    run_init; ends 125 "helper virtiofsd ended before the monitor: status 1, no such directory"
    [ "$(cat st)" = "failed helper virtiofsd ended before the monitor: status 1, no such directory" ]
    grep -q '^no such directory$' err
}

@test "a helper that ends while the guest runs ends the guest" {
    helper fs sleep:500 kill:11
    monitor negotiate out:up await:quit ok exit:0; launch "${M[@]}" "${H[@]}" control=qmp record=r
    run_init; ends 125 "helper fs ended before the monitor: killed by signal 11"
    grep -q '^exit 125 [0-9]* failed$' r
}

@test "a helper that ends just before the monitor does is no failure" {
    helper fs sleep:400 exit:0
    monitor sleep:500 exit:6; launch "${M[@]}" "${H[@]}"
    run_init; ends 6
}

@test "a helper that cannot be executed" {
    monitor exit:0; launch "${M[@]}" helper=h helper-arg=/no/helper
    run_init; ends 127 "cannot run /no/helper: No such file or directory"
}

@test "a helper that does not get ready within 10 s is given up" {
    helper slow pid:"$T/hpid" sleep:60000
    monitor exit:0; launch "${M[@]}" "${H[@]}" "helper-ready=$T/never"
    run_init; ends 125 "helper slow was not ready within 10 s: $T/never: No such file or directory"
    gone "$(cat hpid)"
}

@test "a stop while helpers start ends it all: 128 + N" {
    helper slow pid:"$T/hpid" sleep:60000
    monitor exit:0; launch "${M[@]}" "${H[@]}" "helper-ready=$T/never" status=st
    start_init; within "$LONG" [ -s hpid ]
    kill -TERM "$INIT"; end_init; ends 143; gone "$(cat hpid)"
    [ "$(cat st)" = "failed stopped by signal 15 before the guest ran" ]
}

@test "finally runs at the very end, when the record is complete and its lock is free" {
    monitor exit:6
    launch "${M[@]}" env=A=1 record=r finally-arg=/bin/sh finally-arg=-c \
        "finally-arg=cat r >seen; echo \$A >>seen; flock() { python3 -c 'import fcntl; fcntl.lockf(open(\"r\", \"a\"), fcntl.LOCK_EX | fcntl.LOCK_NB)'; }; PATH=$PATH; flock && echo free >>seen; echo printed; exit 9"
    run_init; ends 6
    [ "$(cut -d' ' -f1 seen | tr '\n' ' ')" = "init running exit 1 free " ]
    [ ! -s out ]; grep -q '^printed$' err
}

@test "finally runs when the monitor could not be started" {
    launch arg=/no/monitor finally-arg="$FAKE" finally-arg=touch:"$T/f"
    run_init; ends 127 "cannot run /no/monitor: No such file or directory"; [ -e f ]
}

@test "a finally program that is missing, or hangs, changes nothing but the words" {
    monitor exit:6; launch "${M[@]}" finally-arg=/no/f
    run_init; ends 6 "cannot run /no/f: No such file or directory"
    launch "${M[@]}" finally-arg="$FAKE" finally-arg=pid:"$T/fpid" finally-arg=ignore:TERM finally-arg=sleep:60000
    run_init; ends 6 "the last program did not end within 10 s and was killed"; gone "$(cat fpid)"
}
