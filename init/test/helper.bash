# SPDX-License-Identifier: Apache-2.0
# What all .bats files share. $JUKE_INIT is the binary under test, $BUILD holds the tools and guests.

FAKE=$BUILD/fake
LONG=${LONG:-20} # seconds until a test calls something hung; the machine may be busy

# A file may say in `require` what its tests need.
require() { :; }

setup() {
    require
    T=$(mktemp -d /tmp/juke-init-test.XXXXXX)
    chmod 755 "$T"
    cd "$T" || return
    export PIDS=$T/pids
    INIT=
}

# Whatever a failed test left running; only pids that it wrote down.
teardown() {
    local pid
    [ -z "$INIT" ] || kill -9 "$INIT" 2>/dev/null || true
    for pid in $(cat "$T"/*pid* 2>/dev/null); do kill -9 "$pid" 2>/dev/null || true; done
    cd /
    rm -rf "$T"
}

# launch RECORD…: writes the launch file L.
launch() { printf '%s\0' juke-launch=1 "$@" >L; }

# monitor STEP…: a launch file's arg records for the fake monitor, into the array M. helper NAME STEP…: into H.
monitor() { local s; M=("arg=$FAKE" "env=PIDS=$PIDS"); for s; do M+=("arg=$s"); done; }
helper() { local s; H=("helper=$1" "helper-arg=$FAKE"); shift; for s; do H+=("helper-arg=$s"); done; }

# qemu RECORD…: the array Q, QEMU with the machine $MACHINE (microvm) and the guest of the name $1.
qemu() {
    local a guest=$1
    shift
    Q=(arg=/usr/bin/qemu-system-x86_64)
    for a in -M "${MACHINE:-microvm,x-option-roms=off}" -accel "${ACCEL:-tcg}" -m 32 -nodefaults -no-user-config \
        -display none -serial stdio -device isa-debug-exit,iobase=0x501,iosize=2 -no-reboot -S \
        -chardev socket,id=qmp,fd=3 -mon chardev=qmp,mode=control "$@" -kernel "$BUILD/guests/$guest.elf"; do
        Q+=("arg=$a")
    done
    Q+=(control=qmp)
}

# Runs to its end; the exit code is in $code, output in out and err.
run_init() {
    code=0
    timeout -k 1 "$LONG" "$JUKE_INIT" L >out 2>err 3>&- || code=$?
}

# In the background: start_init; … ; end_init
start_init() {
    "$JUKE_INIT" L >out 2>err 3>&- &
    INIT=$!
}

end_init() {
    within "$LONG" gone "$INIT"
    code=0
    wait "$INIT" || code=$?
    INIT=
}

gone() { ! kill -0 "$1" 2>/dev/null; }
has() { grep -q -- "$2" "$1" 2>/dev/null; }

# within SECONDS COMMAND…: until it succeeds
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" 2>/dev/null; do
        [ $SECONDS -le $end ] || { echo "never: $*"; return 1; }
        sleep 0.02
    done
}

# ends CODE [SENTENCE]: how the run must have ended
ends() {
    [ "$code" = "$1" ] || { echo "exit code $code, not $1; standard error:"; cat err; return 1; }
    [ "$(grep '^juke: ' err)" = "${2:+juke: $2}" ] || { echo "said:"; cat err; return 1; }
}

needs_root() { [ "$(id -u)" = 0 ] || skip "needs root"; }
