# SPDX-License-Identifier: Apache-2.0
# The guest's resolver: queries that come out of a tap, and their answers.
load helper
load dns

require() { needs_taps; }

# A guest that runs until it is told to end.
start_inside() {
    "${IN[@]}" "$JUKE_INIT" L >out 2>err 3>&- &
    INIT=$!
    within "$LONG" has out up
}

# serve MTU TAP…: all of it
serve() {
    net "$@"
    resolver
    records "${@:2}"
    monitor out:up sleep:60000
    launch "${M[@]}" "${D[@]}"
    start_inside
}

ended_well() {
    kill "$INIT"
    end_init
    ends 143
}

@test "a query reaches the resolver and its answer the guest, without any privilege" {
    serve 1500 jk1
    grep -q '^CapBnd:.*0000000000000000$' "/proc/$INIT/status"
    grep -qE '^Uid:(.65534){4}$' "/proc/$INIT/status"
    peer query jk1
    ended_well
}

@test "with two taps each answer goes back through its query's" {
    serve 1500 jk2 jk3
    peer two jk2 jk3
    ended_well
}

@test "ARP finds the address" {
    serve 1500 jk1
    peer arp jk1
    ended_well
}

@test "TCP is refused at once" {
    serve 1500 jk1
    peer tcp jk1
    ended_well
}

@test "answers of up to 64 KiB arrive, in fragments where the MTU asks for them" {
    local mtu
    for mtu in 576 1500 9000; do
        serve $mtu jk1
        peer sizes jk1 $mtu
        ended_well
        kill -9 "$(cat resolver.pid)" "$(cat net.pid)"
        rm -f tun up *.pid resolver.out out
    done
}

@test "of more than 256 queries at once the newest are answered" {
    serve 1500 jk1
    peer many jk1 "$INIT"
    ended_well
}

@test "queries that nobody answers are given up after five seconds" {
    serve 1500 jk1
    peer silent jk1 "$INIT"
    ended_well
}

@test "no resolver at all costs the guest its answers and nothing else" {
    net 1500 jk1; records jk1; monitor out:up sleep:60000; launch "${M[@]}" "${D[@]}"
    start_inside
    peer refused jk1 "$INIT"
    resolver # which comes later is found
    peer query jk1
    ended_well
}

@test "damaged frames do no harm" {
    serve 1500 jk1
    peer noise jk1 20000
    ended_well
}

@test "the console and signals are served while the guest asks without end" {
    net 1500 jk1; resolver; records jk1
    monitor out:up sleep:1000 out:later sleep:60000; launch "${M[@]}" "${D[@]}" console-log=log
    chmod 777 .
    start_inside
    peer flood jk1 4 &
    local flood=$!
    within 3 has out later
    SECONDS=0
    ended_well
    [ "$SECONDS" -le 2 ]
    wait "$flood"
}

@test "an idle forwarder costs no time" {
    serve 1500 jk1
    peer query jk1
    local before
    before=$(awk '{ print $14 + $15 }' "/proc/$INIT/stat")
    sleep 2
    [ $(($(awk '{ print $14 + $15 }' "/proc/$INIT/stat") - before)) -le 1 ]
    ended_well
}

@test "without its tap the guest runs, and it is said that it has no resolver" {
    net 1500; records jk1; monitor out:up exit:7; launch "${M[@]}" "${D[@]}"
    code=0
    inside timeout "$LONG" "$JUKE_INIT" L >out 2>err || code=$?
    ends 7 "the guest has no resolver: tap jk1: Operation not permitted"
}

@test "a tap of another user is not taken" {
    net 1500; records jk1; monitor exit:7; launch "${M[@]}" "${D[@]}"
    inside ip tuntap add dev jk1 mode tap user 1
    code=0
    inside timeout "$LONG" "$JUKE_INIT" L >out 2>err || code=$?
    ends 7 "the guest has no resolver: tap jk1: Operation not permitted"
}

@test "a tap that vanishes takes the resolver along, not the guest" {
    serve 1500 jk1
    inside ip link del jk1
    within 5 has err "the guest has no resolver: tap jk1: File descriptor in bad state"
    local before
    before=$(awk '{ print $14 + $15 }' "/proc/$INIT/stat")
    sleep 1
    [ $(($(awk '{ print $14 + $15 }' "/proc/$INIT/stat") - before)) -le 1 ]
    kill "$INIT"; end_init
    ends 143 "the guest has no resolver: tap jk1: File descriptor in bad state"
}

@test "the monitor inherits nothing of it" {
    net 1500 jk1; records jk1; monitor fds:"$T/fds" exit:7; launch "${M[@]}" "${D[@]}"
    chmod 777 .
    code=0
    inside timeout "$LONG" "$JUKE_INIT" L >out 2>err || code=$?
    ends 7
    cat fds
    ! grep -q tun fds
    [ "$(wc -l <fds)" -le 4 ]
}
