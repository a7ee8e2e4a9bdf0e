#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# crun in the place of runc (JUKE_OCI_RUNTIME): unikernels live and die the same.
# shellcheck disable=SC2154

load lib/common
load lib/bundle
load lib/podman
load lib/leaks

setup_file() {
  command -v crun >/dev/null || skip "crun is not installed"
  CGROUP2=hide private_begin
  export JUKE_OCI_RUNTIME
  JUKE_OCI_RUNTIME=$(command -v crun)
  up warm hello "$(args exit=0)" 3>&-
  bundles_clean
}
teardown_file() {
  podman_clean
  private_end
}
setup() {
  mkdir -p "$W/b"
  snapshot >"$W/before"
}
teardown() {
  podman_clean
  bundles_clean
  as_before "$W/before"
}

@test "crun: create, start, kill and delete lead through created, running and stopped" {
  netns_add v 1
  bundle u http "$(by_name v)"
  create u
  [ "$status" = 0 ]
  is_status u created
  start u
  [ "$status" = 0 ]
  is_status u running
  eventually fetch -o /dev/null http://10.77.1.2/
  rt state u
  same "$(jq -r .bundle <<<"$out")" "$W/b/u"
  rt list
  no_match "$out" "*/juke*"
  rt pause u
  is_status u paused
  rt resume u
  rt kill u TERM
  eventually is_status u stopped
  said u "power button, bye"
  rt delete u
  [ "$status" = 0 ]
  same "$(ns tc -n v qdisc show dev eth0 ingress)" ""
  [ ! -e "$W/b/u/juke" ]
  netns_del v
}

@test "crun: run gives the guest's exit code and leaves nothing" {
  bundle u hello "$(args 'x y' exit=42)"
  rt run --bundle "$W/b/u" u
  [ "$status" = 42 ]
  match "$out" "*arg[[]0]=x y*"
  gone u
  [ ! -e "$W/b/u/juke" ]
}

@test "crun: the monitor is nobody, without capabilities" {
  up u hello "$(args sleep=1000)"
  eventually said u "arg[0]"
  init=$(ns "$RT" state u | jq .pid)
  monitor=$(head -n1 "/proc/$init/task/$init/children" | tr -d ' ')
  same "$(awk '/^Uid/ { print $2 }' "/proc/$monitor/status")" 65534
  same "$(awk '/^CapEff/ { print $2 }' "/proc/$monitor/status")" 0000000000000000
  same "$(awk '/^NoNewPrivs/ { print $2 }' "/proc/$monitor/status")" 1
}

@test "crun: exec is refused, a second create too, delete --force works at every stage" {
  bundle u hello "$(args sleep=1000)"
  create u
  rt create --bundle "$W/b/u" u
  [ "$status" != 0 ]
  is_status u created
  start u
  [ "$status" = 0 ]
  rt exec u ls
  match "$err" "*unikernel*"
  rt delete --force u
  [ "$status" = 0 ]
  gone u
  rt delete --force u
  [ "$status" = 0 ]
}

@test "crun: a state directory below XDG_RUNTIME_DIR is found" {
  bundle u hello "$(args sleep=1000)"
  mkdir -p "$W/xdg"
  ns env XDG_RUNTIME_DIR="$W/xdg" "$RT" create --bundle "$W/b/u" u >"$W/b/u.out" 2>&1 </dev/null
  ns env XDG_RUNTIME_DIR="$W/xdg" "$RT" start u
  eventually said u "arg[0]"
  ns env XDG_RUNTIME_DIR="$W/xdg" "$RT" delete --force u
  [ ! -e "$W/b/u/juke" ]
  rm -rf "$W/xdg"
}

@test "crun: ordinary containers run as under crun itself" {
  ordinary_bundle o "$(args sh -c 'echo ordinary; exit 6')"
  rt run --bundle "$W/b/o" o
  [ "$status" = 6 ]
  same "$out" ordinary
}

@test "crun: a unikernel under Podman" {
  podman_begin
  standard_images
  snapshot >"$W/before"
  start_http
  ns ping -c 1 -W 5 "$(address w)"
  pm stop w >/dev/null
  same "$(state w)" "exited 0"
}
