#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Nothing stays behind: after many lives, and after many sudden deaths. Links, rules, mounts, namespaces, cgroups, processes and plans are
# compared with how they were before (lib/leaks.bash). ROUNDS and SEED can be set.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/podman
load lib/leaks

ROUNDS=${ROUNDS:-50}

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

@test "$ROUNDS times run, request, stop, rm" {
  for round in $(seq "$ROUNDS"); do
    pm run -d --name "life$round" localhost/http >/dev/null
    ip=$(address "life$round")
    eventually fetch -o /dev/null "http://$ip/"
    pm stop "life$round" >/dev/null
    pm rm "life$round" >/dev/null
  done
  WITHIN=60 as_before "$W/before"
}

# The processes that make or are a container, one a line: number and kind.
cast_of() {
  ps -o pid=,args= -p "$(our_processes | paste -sd,)" | awk '
    $2 ~ /conmon$/ { print $1, "conmon"; next }
    /dev\.juke\.runtime/ { print $1, "planner"; next }
    / [^ ]*\/bin\/juke-runtime / && $2 ~ /sh$/ { print $1, "launcher"; next }
    /libexec\/juke\/juke-init await/ { print $1, "await"; next }
    $2 == "/juke-init" { print $1, "juke-init"; next }
    $2 ~ /qemu-system/ { print $1, "qemu"; next }
    $2 ~ /runc$/ || $2 == "runc" { print $1, "runc"; next }
    $2 == "podman" { print $1, "podman" }'
}

# One of them: in half of the rounds whichever is there after a random time, else one of a random kind, some of which live for milliseconds.
kinds=(planner launcher runc await conmon juke-init qemu podman)
victim() { # KIND
  local cast
  if [ -z "$1" ]; then
    sleep "0.$(printf %03d $((RANDOM % 900)))"
    cast_of | shuf -n 1 --random-source=<(yes $RANDOM)
    return
  fi
  for _ in $(seq 40); do
    cast=$(cast_of | grep -m 1 " $1$") || true
    [ -z "$cast" ] || { echo "$cast" && return; }
  done
}

@test "$ROUNDS times killed with -9 at a random moment, then rm -f" {
  local seed=${SEED:-$RANDOM} pid name job want
  local -A killed=()
  echo "SEED=$seed"
  RANDOM=$seed
  for round in $(seq "$ROUNDS"); do
    pm_exec run -d --name "death$round" localhost/http >/dev/null 2>&1 </dev/null &
    job=$!
    want=$((RANDOM % 16))
    read -r pid name <<<"$(victim "${kinds[want]:-}")"
    if [ -n "$pid" ] && kill -9 "$pid" 2>/dev/null; then
      killed[$name]=$((${killed[$name]:-0} + 1))
    fi
    # What still comes up has half a second for it.
    for _ in 1 2 3 4 5; do kill -0 $job 2>/dev/null && sleep 0.1; done
    kill -9 $job 2>/dev/null || true
    wait $job 2>/dev/null || true
    for _ in 1 2 3 4 5; do
      pm rm -f -t 0 "death$round" >/dev/null 2>&1 && break
      sleep 0.2
    done
  done
  for name in "${!killed[@]}"; do echo "# killed ${killed[$name]} x $name"; done | tee /dev/fd/3
  podman_clean
  # A container that a killed podman never wrote down is known to the runtime alone: delete --force must take it all away.
  for name in $(ns ls /run/runc); do
    ns timeout -k 5 "$PATIENCE" "$RT" delete --force "$name"
  done
  # So is a network namespace that it had just made: Podman's, and under any runtime left for good. Of ours nothing may be in it.
  for name in $(ns ls /run/netns); do
    no_match "$(ns ip -n "$name" -o link)" "*jk[0-9]*-*"
    no_match "$(ns tc -n "$name" qdisc)" "*ingress*"
    ns ip netns del "$name"
  done
  # And a runc that is killed before it has written its state leaves empty cgroups that nobody knows.
  if [ $((${killed[runc]:-0} + ${killed[launcher]:-0})) -gt 0 ]; then
    find /sys/fs/cgroup -mindepth 2 -depth -type d -path "*$MARK/libpod-*" -exec rmdir {} + 2>/dev/null || true
  fi
  WITHIN=60 as_before "$W/before"
}
