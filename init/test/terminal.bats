# SPDX-License-Identifier: Apache-2.0
# terminal=1: raw mode, and the terminal as it was afterwards. script(1) makes the terminal.
load helper

# Runs init on a new terminal; its state before, during and after is in the files of these names.
on_terminal() {
    timeout -k 1 "$LONG" script -qec "stty -a >before; $JUKE_INIT L; echo \$? >code; stty -a >after
        cat /proc/self/fdinfo/0 >flags" /dev/null </dev/null >typescript 2>&1 3>&-
    code=$(cat code)
}

@test "raw while the monitor runs: no echo, no signals, no lines, but output processing; restored afterwards" {
    launch arg=/bin/sh arg=-c "arg=stty -a >$T/during; exit 6" env=PATH=/bin:/usr/bin terminal=1
    on_terminal; [ "$code" = 6 ]
    for flag in -echo -isig -icanon -iexten -ixon -icrnl; do grep -qE "(^| )$flag( |\$)" during; done
    grep -qE '(^|[ ;])opost' during; grep -qE '(^|[ ;])onlcr' during
    cmp before after
}

@test "restored when the monitor left the terminal in disorder and was killed" {
    launch arg=/bin/sh arg=-c "arg=stty -a >$T/during; stty -opost cbreak rows 7; kill -9 \$\$" env=PATH=/bin:/usr/bin terminal=1
    on_terminal; [ "$code" = 137 ]
    cmp <(sed 's/rows [0-9]*//' before) <(sed 's/rows [0-9]*//' after)
}

@test "a monitor that is killed does not leave standard input non-blocking" {
    monitor nonblock:0 kill:9; launch "${M[@]}"
    on_terminal; [ "$code" = 137 ]
    [ $((0$(awk '/^flags:/ {print $2}' flags) & 04000)) = 0 ]
}

@test "restored when the monitor cannot be started" {
    launch arg=/no/monitor terminal=1
    on_terminal; [ "$code" = 127 ]; cmp before after
}

@test "restored after a stop" {
    launch arg=/bin/sh arg=-c "arg=kill -TERM \$PPID; sleep 60" env=PATH=/bin:/usr/bin terminal=1
    on_terminal; [ "$code" = 143 ]; cmp before after
}

@test "keys that are signals elsewhere reach the monitor" {
    # Control-C and Control-Z, then x: od shows what came.
    launch arg=/bin/sh arg=-c "arg=echo up; head -c 3 | od -An -tx1 >$T/keys" env=PATH=/bin:/usr/bin terminal=1
    mkfifo keyboard; exec 7<>keyboard
    timeout -k 1 "$LONG" script -qec "$JUKE_INIT L" /dev/null <keyboard >typescript 2>&1 3>&- 7>&- & INIT=$!
    within "$LONG" has typescript up
    printf '\003\032x' >&7
    within "$LONG" [ -s keys ]; exec 7>&-
    [ "$(cat keys)" = " 03 1a 78" ]
}

@test "terminal=1 without a terminal is an error" {
    monitor exit:0; launch "${M[@]}" terminal=1
    run_init </dev/null; ends 125 "terminal: standard input: Inappropriate ioctl for device"
}
