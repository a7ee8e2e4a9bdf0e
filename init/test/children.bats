# SPDX-License-Identifier: Apache-2.0
# Child processes: what they get, when they end, and that none outlives init.
load helper

running() { has out up && [ -s mpid ]; }

@test "a monitor has descriptors 0, 1, 2, and with QMP 3, whatever init inherited" {
    monitor fds:"$T/fds" out:x; launch "${M[@]}"
    run_init 5</dev/null 17</dev/null 200</dev/null; ends 0
    [ "$(cat fds)" = "0 1 2 " ]
    monitor negotiate fds:"$T/fds" exit:0; launch "${M[@]}" control=qmp console-log=log
    run_init 5</dev/null; ends 0
    [ "$(cat fds)" = "0 1 2 3 " ]
}

@test "init does not mind missing standard descriptors" {
    monitor exit:4; launch "${M[@]}" control=none
    code=0; timeout "$LONG" "$JUKE_INIT" L <&- 2>err 3>&- >&- || code=$?; ends 4
    code=0; timeout "$LONG" "$JUKE_INIT" L <&- 2>&- 3>&- >&- || code=$?; ends 4
}

@test "a monitor has an empty signal mask, default dispositions and no_new_privs" {
    monitor pid:"$T/mpid" out:up sleep:60000; launch "${M[@]}"
    python3 -c 'import ctypes, os, signal, sys
for n in range(1, 65): ctypes.CDLL(None).syscall(13, n, (ctypes.c_ulong * 16)(1), None, 8) # rt_sigaction: SIG_IGN
os.execv(sys.argv[1], sys.argv[1:])' "$JUKE_INIT" L >out 2>err 3>&- & INIT=$!
    within "$LONG" running
    local s=/proc/$(cat mpid)/status
    grep ^Sig "$s"; grep -q '^SigBlk:.0000000000000000' "$s"; grep -q '^SigIgn:.0000000000000000' "$s"; grep -q '^NoNewPrivs:.1' "$s"
    [ "$(cat "/proc/$(cat mpid)/oom_score_adj")" = 1000 ]
    kill -TERM "$INIT"; end_init; ends 143
}

@test "init works when it inherited an ignored SIGCHLD and a full signal mask" {
    monitor exit:4; launch "${M[@]}"
    code=0
    timeout "$LONG" python3 -c 'import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
os.execv(sys.argv[1], sys.argv[1:])' "$JUKE_INIT" L >out 2>err 3>&- || code=$?
    ends 4
}

@test "uid and gid are dropped for good: monitor and init have no group and no capability" {
    needs_root
    monitor pid:"$T/mpid" out:up sleep:60000; launch "${M[@]}" uid=65534 gid=65533 console-log=log record=r status=st
    touch mpid; chmod 666 mpid
    start_init; within "$LONG" running
    local p s
    for p in "$(cat mpid)" "$INIT"; do
        s=/proc/$p/status
        [ "$(awk '/^Uid:/ {print $2 $3 $4 $5}' "$s")" = 65534655346553465534 ]
        [ "$(awk '/^Gid:/ {print $2 $3 $4 $5}' "$s")" = 65533655336553365533 ]
        [ "$(awk '/^Groups:/ {print NF}' "$s")" = 1 ]
        [ "$(grep -c '^Cap.*:.0000000000000000$' "$s")" = 5 ]
        grep -q '^NoNewPrivs:.1' "$s"
    done
    [ "$(cat "/proc/$(cat mpid)/oom_score_adj")" = 1000 ]
    kill -TERM "$INIT"; end_init; ends 143
    grep -q '^exit 143' r; grep -q up log
}

@test "group lists the supplementary groups" {
    needs_root
    monitor pid:"$T/mpid" out:up sleep:60000; launch "${M[@]}" uid=65534 gid=65533 group=7 group=5
    touch mpid; chmod 666 mpid
    start_init; within "$LONG" running
    [ "$(awk '/^Groups:/ {print $2, $3, NF}' "/proc/$(cat mpid)/status")" = "5 7 3" ]
    kill -TERM "$INIT"; end_init; ends 143
}

@test "an ordinary user cannot become another, and may stay who he is" {
    needs_root
    monitor exit:4; launch "${M[@]}" uid=1 gid=1; chmod 644 L
    local as="setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all"
    code=0; $as "$JUKE_INIT" L >out 2>err 3>&- || code=$?; ends 125 "cannot become the group: Operation not permitted"
    launch "${M[@]}" uid=65534 gid=65534 group=3
    code=0; $as "$JUKE_INIT" L >out 2>err 3>&- || code=$?; ends 125 "cannot set groups: Operation not permitted"
    launch "${M[@]}" uid=65534 gid=65534
    code=0; $as "$JUKE_INIT" L >out 2>err 3>&- || code=$?; ends 4
}

@test "kill -9 of init ends the monitor and the helpers" {
    helper h pid:"$T/hpid" sleep:60000
    monitor pid:"$T/mpid" out:up sleep:60000; launch "${M[@]}" "${H[@]}"
    start_init; within "$LONG" running; within "$LONG" [ -s hpid ]
    kill -9 "$INIT"; wait "$INIT" || true; INIT=
    within "$LONG" gone "$(cat mpid)"; within "$LONG" gone "$(cat hpid)"
}

@test "what a monitor leaves behind is ended" {
    monitor fork exit:3; launch "${M[@]}"
    run_init; ends 3; gone "$(cat pids)"
}

@test "children that came with init through exec are not touched" {
    monitor exit:3; launch "${M[@]}"
    code=0; sh -c 'sleep 30 & echo $! >pids; exec "$0" L' "$JUKE_INIT" >out 2>err 3>&- || code=$?
    ends 3; kill -0 "$(cat pids)"
}

@test "as process 1: signals, reaping, privileges, record" {
    needs_root
    monitor fork pid:"$T/mpid" out:up sleep:60000; launch "${M[@]}" uid=65534 gid=65534 record=r
    touch mpid pids; chmod 666 mpid pids
    unshare -p -f --mount-proc --kill-child sh -c 'exec "$0" L' "$JUKE_INIT" >out 2>err 3>&- & local outer=$!
    within "$LONG" running
    INIT=$(pgrep -P "$outer")
    kill -QUIT "$INIT"; within "$LONG" gone "$INIT"; INIT=
    code=0; wait "$outer" || code=$?; ends 131
    grep -q '^init 1 [0-9]*$' r; grep -q '^exit 131 [0-9]* stopped$' r
}

@test "as process 1 without /proc" {
    needs_root
    monitor fork out:up exit:3; launch "${M[@]}" record=r console-log=log
    touch pids
    code=0
    timeout "$LONG" unshare -p -f -m sh -c 'umount -l /proc && exec "$0" L' "$JUKE_INIT" >out 2>err 3>&- || code=$?
    ends 3; grep -q '^init 1 -$' r; [ "$(cat out)" = up ]
}

@test "without /proc dropped privileges cannot be checked: an error" {
    needs_root
    monitor exit:3; launch "${M[@]}" uid=65534 gid=65534
    code=0
    timeout "$LONG" unshare -m sh -c 'umount -l /proc && exec "$0" L' "$JUKE_INIT" >out 2>err 3>&- || code=$?
    ends 125 "cannot check with /proc/self/status that privileges are gone: No such file or directory"
}
