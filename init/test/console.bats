# SPDX-License-Identifier: Apache-2.0
# The console: every byte arrives, whoever is slow, broken or full.
load helper

# Runs to the end; leaves the exit code in the file code.
coded() { local c=0; timeout -k 1 "$LONG" "$JUKE_INIT" L 3>&- || c=$?; echo $c >code; }

want() { "$FAKE" outfill:"$1" | sha256sum; }

@test "without console-log standard output is the monitor's own" {
    monitor outfill:10000000 exit:3; launch "${M[@]}"
    run_init; ends 3; [ "$(sha256sum <out)" = "$(want 10000000)" ]
}

@test "standard error is copied in full" {
    monitor errfill:10000000 exit:3; launch "${M[@]}"
    run_init; ends 3; [ "$(sha256sum <err)" = "$(want 10000000)" ]
}

@test "with console-log 10 MB reach the log and standard output" {
    monitor outfill:10000000 exit:3; launch "${M[@]}" console-log=log
    run_init; ends 3
    [ "$(sha256sum <out)" = "$(want 10000000)" ]; [ "$(sha256sum <log)" = "$(want 10000000)" ]
    [ "$(stat -c %a log)" = 600 ]
}

@test "standard error goes to the log and to standard error, not to standard output" {
    monitor out:one err:two exit:0; launch "${M[@]}" console-log=log; run_init; ends 0
    [ "$(cat out)" = one ]; [ "$(cat err)" = two ]; [ "$(sort log | tr '\n' ' ')" = "one two " ]
}

@test "the log is appended to" {
    echo before >log
    monitor out:after; launch "${M[@]}" console-log=log; run_init
    [ "$(cat log)" = "before
after" ]
}

@test "a slow reader gets every byte, through a pipe" {
    monitor outfill:3000000 exit:3; launch "${M[@]}" console-log=log
    coded 2>err | { sleep 0.5; head -c 100; sleep 0.3; cat; } >out
    [ "$(cat code)" = 3 ]; [ "$(sha256sum <out)" = "$(want 3000000)" ]; [ "$(sha256sum <log)" = "$(want 3000000)" ]
}

@test "a slow reader gets every byte, through a socket and through a terminal" {
    monitor outfill:300000 exit:3; launch "${M[@]}" console-log=log
    timeout "$LONG" python3 -c 'import socket, subprocess, sys, time
ours, theirs = socket.socketpair()
init = subprocess.Popen([sys.argv[1], "L"], stdout=theirs)
theirs.close()
time.sleep(0.3)
while data := ours.recv(10000): sys.stdout.buffer.write(data)
sys.exit(init.wait() != 3)' "$JUKE_INIT" >out 3>&-
    [ "$(sha256sum <out)" = "$(want 300000)" ]
    : >log
    timeout "$LONG" script -qec "stty -opost; $JUKE_INIT L" /dev/null </dev/null 3>&- | { sleep 0.3; cat; } >out
    [ "$(sha256sum <out)" = "$(want 300000)" ]; [ "$(sha256sum <log)" = "$(want 300000)" ]
}

@test "the guest waits for a reader that does not read, and still can be stopped" {
    mkfifo slow; exec 7<>slow
    monitor pid:"$T/mpid" outfill:3000000 touch:"$T/done" sleep:60000; launch "${M[@]}" console-log=log grace=300
    "$JUKE_INIT" L >slow 2>err 3>&- 7>&- & INIT=$!
    within "$LONG" [ -s log ]; sleep 0.5
    [ ! -e done ]
    [ "$(stat -c %s log)" -lt 400000 ]
    kill -TERM "$INIT"; end_init; exec 7>&-
    [ "$code" = 143 ]; gone "$(cat mpid)"
}

@test "when standard output breaks the log goes on" {
    monitor outfill:1000000 exit:3; launch "${M[@]}" console-log=log
    coded 2>err | head -c 10 >out
    [ "$(cat code)" = 3 ]; [ "$(sha256sum <log)" = "$(want 1000000)" ]
}

@test "when the log is full standard output goes on, and it is said once" {
    monitor outfill:1000000 err:more exit:3; launch "${M[@]}" console-log=/dev/full
    run_init; ends 3 "the console's log is no longer written: No space left on device"
    [ "$(sha256sum <out)" = "$(want 1000000)" ]; grep -q '^more$' err
}

@test "when nobody reads at all the guest still runs to its end" {
    monitor outfill:1000000 errfill:1000000 exit:3; launch "${M[@]}" console-log=/dev/full
    coded 2>&1 | head -c 10 >out
    [ "$(cat code)" = 3 ]
}

@test "a log that cannot be opened is an error" {
    monitor exit:0; launch "${M[@]}" console-log=/no/log status=st
    run_init; ends 125 "console-log: cannot open /no/log: No such file or directory"
    [ "$(cat st)" = "failed console-log: cannot open /no/log: No such file or directory" ]
}

@test "standard output's own flags are not touched" {
    monitor out:x sleep:100 nonblock:0 exit:0; launch "${M[@]}" console-log=log
    { coded 2>err; cat /proc/self/fdinfo/1 >flags; } | cat >out
    grep -q '^flags:.*00001$' flags || grep -q '^flags:.*01$' flags
}

@test "a child of the monitor that goes on writing does not keep init" {
    monitor flooder exit:3; launch "${M[@]}" console-log=log
    run_init; ends 3; gone "$(cat pids)"
}
