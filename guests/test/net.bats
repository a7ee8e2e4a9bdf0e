#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154
# On a tap in a network namespace of its own: what QEMU's user network hides.

load guest

setup_file() {
  [ "$(id -u)" = 0 ] && [ -c /dev/net/tun ] || return 0
  export NETNS=jukeg-${MACHINE%%,*}-$$
  ip netns add "$NETNS" || { unset NETNS && return 0; }
  ip netns exec "$NETNS" sh -c 'ip link set lo up && ip tuntap add t0 mode tap && ip addr add 172.30.9.1/24 dev t0 &&
    ip addr add 10.99.0.1/32 dev lo && ip link set t0 up'
}

teardown_file() {
  [ -z "${NETNS:-}" ] || ip netns del "$NETNS"
}

setup() {
  [ -n "${NETNS:-}" ] || skip "needs root, /dev/net/tun and network namespaces"
}

tap_start() {
  guest_start "${IMAGE:-http}" "juke netdev.ip=${ADDRESS:-172.30.9.2/24:172.30.9.1:8.8.8.8} --" -netdev tap,id=n,ifname=t0,script=no,downscript=no \
    -device "$(device net),netdev=n,mac=52:54:00:aa:bb:cc${NIC:+,$NIC}" "$@"
  guest_says "http: listening on"
}

inside() { ip netns exec "$NETNS" "$@"; }

@test "net: the address is announced, with the MAC that was given" {
  cd "$BATS_TEST_TMPDIR"
  peer announced t0 172.30.9.2 >announced 3>&- &
  local watcher=$!
  until grep -q ready announced; do sleep 0.02; done
  tap_start
  wait $watcher
  [ "$(tail -1 announced)" = 52:54:00:aa:bb:cc ]
  grep "http: mac 52:54:00:aa:bb:cc" console
}

@test "net: ARP is answered" {
  tap_start
  inside ip neigh flush dev t0
  [ "$(peer udp 172.30.9.2 7 10)" = echoed ]
  [[ "$(inside ip neigh show 172.30.9.2)" == *"lladdr 52:54:00:aa:bb:cc"* ]]
}

@test "net: pings come back soon, small and large" {
  tap_start
  for size in 0 56 1400 1472; do
    local ms
    ms=$(peer ping 172.30.9.2 $size 20)
    echo "$size bytes: $ms ms"
    [ "${ms%.*}" -lt 2 ]
  done
}

@test "net: UDP is echoed on port 7, other ports say that they are closed" {
  tap_start
  for size in 0 1 100 1472; do
    [ "$(peer udp 172.30.9.2 7 $size)" = echoed ]
  done
  [ "$(peer refused 172.30.9.2 9 udp)" = refused ]
  [ "$(peer refused 172.30.9.2 81 tcp)" = refused ]
}

@test "net: hello finds an address by its name, asking again when nothing comes" {
  [ -n "$(inside ip addr show lo to 10.99.0.1)" ]
  ip netns exec "$NETNS" "$PYTHON" "$GUESTS/test/peer.py" resolver 10.99.0.1 >"$BATS_TEST_TMPDIR/resolver" 2>&1 3>&- &
  local pid=$!
  until grep -q ready "$BATS_TEST_TMPDIR/resolver"; do sleep 0.02; done
  guest_start hello "juke netdev.ip=172.30.9.2/24:172.30.9.1:10.99.0.1 -- resolve=web.test resolve=gone resolve=a..b" \
    -netdev tap,id=n,ifname=t0,script=no,downscript=no -device "$(device net),netdev=n,mac=52:54:00:aa:bb:cc"
  guest_ended
  kill $pid
  echo "$output"
  [ "$status" = 0 ]
  [[ $output == *"resolve: web.test is 192.0.2.7"*"resolve: gone: there is no such name"*"resolve: a..b: that is no name"* ]]
}

@test "net: hello says why it cannot find an address" {
  guest hello "juke -- resolve=x"
  [[ $output == *"resolve: x: there is no network device"* ]]
  guest hello "juke netdev.ip=10.0.2.15/24:10.0.2.2 -- resolve=x" -netdev user,id=n,restrict=on -device "$(device net),netdev=n"
  [[ $output == *"resolve: x: there is no resolver"* ]]
  guest hello "juke netdev.ip=10.0.2.15/24::1.1.1.1 -- resolve=x" -netdev user,id=n,restrict=on -device "$(device net),netdev=n"
  [[ $output == *"resolve: x: there is no way to the resolver"* ]]
  guest hello "juke netdev.ip=10.0.2.15/24::10.0.2.99 -- resolve=x resolve=x" -netdev user,id=n,restrict=on -device "$(device net),netdev=n"
  [[ $output == *"resolve: x: the resolver does not answer"* ]]
}

@test "net: peers beyond the subnet are reached through the gateway" {
  tap_start
  [ "$(inside curl -sS -m 10 --interface 10.99.0.1 -o /dev/null -w '%{http_code}' http://172.30.9.2/)" = 200 ]
}

@test "net: a gateway outside of the own /32 is reached, too" {
  ADDRESS=172.30.9.2/32:172.30.9.1 tap_start
  [ "$(inside curl -sS -m 10 -o /dev/null -w '%{http_code}' http://172.30.9.2/)" = 200 ]
}

@test "net: a smaller and a larger MTU is followed" {
  for mtu in 1280 9000; do
    inside ip link set t0 mtu $mtu
    NIC=host_mtu=$mtu tap_start
    local ms
    ms=$(peer ping 172.30.9.2 $((mtu - 28)) 3)
    [ -n "$ms" ]
    [ "$(inside curl -sS -m 10 -o /dev/null -w '%{http_code}' http://172.30.9.2/)" = 200 ]
    guest_kill
  done
  inside ip link set t0 mtu 1500
}

@test "net: a thousand requests at once and one after the other" {
  tap_start
  peer load 172.30.9.2 80 1000 1 keep
  peer load 172.30.9.2 80 1000 1 new
  peer load 172.30.9.2 80 1000 16 new
  [ "$(peer at-once 172.30.9.2 80 200)" = "200 connections" ]
}

@test "net: in 8 MiB there is still room for sixty-four connections" {
  MEMORY=8 tap_start
  [ "$(peer at-once 172.30.9.2 80 64)" = "64 connections" ]
}

@test "net: more connections than there is room for make idle ones go" {
  MEMORY=8 tap_start
  peer crowd 172.30.9.2 80 300 >stats
  cat stats
  [ "$(jq .connections.opened stats)" = 301 ]
  [ "$(jq .connections.evicted stats)" -ge 100 ]
}
