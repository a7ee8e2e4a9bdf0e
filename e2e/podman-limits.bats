#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Limits, users and devices of a container hold for a unikernel under Podman.
# shellcheck disable=SC2154

load lib/common
load lib/podman
load lib/leaks

setup_file() {
  private_begin
  podman_begin
  standard_images
}
teardown_file() {
  podman_clean
  private_end
}
setup() { snapshot >"$W/before"; }
teardown() {
  podman_clean
  as_before "$W/before"
}

# The number behind "mem:" of hello's "mem", in MiB.
guest_memory() {
  local bytes
  bytes=$(sed -n 's/^mem: //p' <<<"${1//$'\r'/}")
  echo $((bytes >> 20))
}
# A line of /proc/PID/status of a container's QEMU.
monitor_status() { tr '\t' ' ' <"/proc/$(monitor_pid w)/status" | sed -n "s/^$1: *//p"; }

@test "without a limit the guest has 256 MiB" {
  prun run --rm localhost/hello mem
  [ "$(guest_memory "$out")" -ge 254 ]
  [ "$(guest_memory "$out")" -le 256 ]
}

@test "-m is the limit of guest and monitor together, and the container's cgroup has it" {
  prun run --name w -d -m 64m localhost/hello mem sleep=1000
  [ "$status" = 0 ]
  eventually says w "mem:"
  mib=$(guest_memory "$(pm logs w)")
  echo "guest: $mib MiB"
  [ "$mib" -ge 8 ]
  [ "$mib" -lt 64 ]
  cgroup=$(sed -n 's/.*:memory://p' "/proc/$(monitor_pid w)/cgroup")
  file=/sys/fs/cgroup/memory$cgroup/memory.limit_in_bytes
  [ -e "$file" ] || file=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$(monitor_pid w)/cgroup")/memory.max
  same "$(cat "$file")" $((64 << 20))
}

@test "a limit that leaves no room for a guest is refused with the least that will do" {
  prun run --name w -m 20m localhost/hello mem
  [ "$status" = 126 ]
  match "$output" "*the memory limit of 20 MiB (20971520 bytes) leaves no room for a guest*give at least * MiB*"
  pm rm w >/dev/null
}

@test "a guest with 64 MiB serves 3,000 requests and is not killed for want of memory" {
  start_http -m 64m
  ns sh -c 'for i in $(seq 300); do curl -s -m 20 -o /dev/null -w "%{http_code}\n" "http://127.0.0.1:8081/?[1-10]" || echo failed; done' | sort | uniq -c | tee "$W/codes"
  same "$(tr -s ' ' <"$W/codes")" " 3000 200"
  match "$(state w)" "running *"
}

@test "--cpus and --cpuset-cpus make the number of virtual CPUs" {
  prun run --rm localhost/hello cpus
  match "$out" "*cpus: 1*"
  [ "$(nproc)" -ge 2 ] || skip "this machine has one CPU"
  prun run --rm --cpus 2 localhost/hello cpus
  match "$out" "*cpus: 2*"
  prun run --rm --cpus 1.5 localhost/hello cpus
  match "$out" "*cpus: 2*"
  prun run --rm --cpuset-cpus 0 localhost/hello cpus
  match "$out" "*cpus: 1*"
  prun run --rm --cpuset-cpus 0-1 localhost/hello cpus
  match "$out" "*cpus: 2*"
}

@test "the monitor is not root, has no capability, may not gain any, and has a seccomp filter" {
  start_http
  same "$(monitor_status Uid)" "65534 65534 65534 65534"
  same "$(monitor_status Gid)" "65534 65534 65534 65534"
  same "$(monitor_status Groups)" ""
  for set in CapInh CapPrm CapEff CapBnd CapAmb; do
    same "$(monitor_status $set)" 0000000000000000
  done
  same "$(monitor_status NoNewPrivs)" 1
  same "$(monitor_status Seccomp)" 2
}

@test "--user decides who the monitor is" {
  start_http --user 1234:1234
  same "$(monitor_status Uid)" "1234 1234 1234 1234"
  same "$(monitor_status Gid)" "1234 1234 1234 1234"
  same "$(monitor_status CapEff)" 0000000000000000
  same "$(monitor_status NoNewPrivs)" 1
}

@test "--privileged gives the monitor no privilege" {
  start_http --privileged
  same "$(monitor_status Uid)" "65534 65534 65534 65534"
  same "$(monitor_status CapEff)" 0000000000000000
}

@test "the monitor sees its own files and no others, and cannot write" {
  start_http
  pid=$(monitor_pid w)
  root=/proc/$pid/root
  [ ! -e "$root/etc" ]
  [ ! -e "$root/urunc.json" ]
  [ ! -e "$root/bin/sh" ]
  # shellcheck disable=SC2012 # names only
  same "$(ls "$root" | sort | tr '\n' ' ')" "dev guest juke juke-init lib lib64 proc usr "
  awk '$5 == "/" || $5 ~ /^\/(usr|guest|juke)/ { if ($6 !~ /^ro/) { print; bad = 1 } } END { exit bad }' "/proc/$pid/mountinfo"
  same "$(ls "$root/dev/net")" tun
  [ ! -e "$root/dev/mem" ]
}

@test "the limit of processes and the host name of the container hold" {
  prun run --name w -d --pids-limit 50 --hostname picea localhost/hello sleep=1000
  eventually says w "arg[0]"
  cgroup=$(sed -n 's/.*:pids://p' "/proc/$(monitor_pid w)/cgroup")
  same "$(cat "/sys/fs/cgroup/pids$cgroup/pids.max")" 50
  same "$(nsenter -t "$(monitor_pid w)" -u hostname)" picea
}

@test "--read-only and --tmpfs /tmp mean nothing to a guest and do not hinder it" {
  prun run --rm --read-only localhost/hello exit=4
  [ "$status" = 4 ]
}

@test "a user namespace of its own: the monitor is nobody there and an unprivileged user here" {
  open_tun
  prun run -d --name w -p 8081:80 --uidmap 0:200000:65536 --gidmap 0:200000:65536 localhost/http
  [ "$status" = 0 ]
  eventually answers
  same "$(monitor_status Uid)" "265534 265534 265534 265534"
  # Podman 4.3 may find its own /dev/shm still mounted when it removes a container of a user namespace, under runc too (2 in 25): then again.
  pm rm -f -t 0 w >/dev/null || pm rm -f w >/dev/null
  ns umount /dev/net/tun
}
