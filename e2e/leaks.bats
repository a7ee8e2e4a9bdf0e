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

# One of the processes that make or are a container, as a number: whichever is there.
victim() {
  local pid all=()
  for pid in $(our_processes); do
    [ -r "/proc/$pid/cmdline" ] || continue
    case $(tr '\0' ' ' <"/proc/$pid/cmdline") in
      *conmon* | */juke-init* | *qemu-system* | *juke-runtime* | *dev.juke.runtime* | *runc*create* | *"podman --root"*) all+=("$pid") ;;
    esac
  done
  [ ${#all[@]} -gt 0 ] && echo "${all[RANDOM % ${#all[@]}]}"
}

@test "$ROUNDS times killed with -9 at a random moment, then rm -f" {
  seed=${SEED:-$RANDOM}
  echo "SEED=$seed"
  RANDOM=$seed
  for round in $(seq "$ROUNDS"); do
    pm run -d --name "death$round" localhost/http >/dev/null 2>&1 3>&- 4>&- &
    job=$!
    sleep "0.$(printf %03d $((RANDOM % 900)))"
    pid=$(victim) && kill -9 "$pid" 2>/dev/null
    # What still comes up has half a second for it.
    for _ in 1 2 3 4 5; do kill -0 $job 2>/dev/null && sleep 0.1; done
    kill -9 $job 2>/dev/null || true
    wait $job 2>/dev/null || true
    for _ in 1 2 3 4 5; do
      pm rm -f -t 0 "death$round" >/dev/null 2>&1 && break
      sleep 0.2
    done
  done
  podman_clean
  # A container that a killed podman never wrote down is known to the runtime alone: delete --force must take it all away.
  for id in $(ns ls /run/runc); do
    ns timeout -k 5 "$PATIENCE" "$RT" delete --force "$id"
  done
  # So is a network namespace that it had just made: Podman's, and under any runtime left for good. Of ours nothing may be in it.
  for net in $(ns ls /run/netns); do
    no_match "$(ns ip -n "$net" -o link; ns tc -n "$net" qdisc)" "*jk[0-9]*-*"
    no_match "$(ns tc -n "$net" qdisc)" "*ingress*"
    ns ip netns del "$net"
  done
  WITHIN=60 as_before "$W/before"
}
