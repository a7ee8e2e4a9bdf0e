#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Many short lives at once under containerd: every exit code is right, and nothing stays behind. LIVES and AT_ONCE can be set.
# shellcheck disable=SC2154

load lib/common
load lib/daemon
load lib/leaks
load lib/containerd

LIVES=${LIVES:-200}
AT_ONCE=${AT_ONCE:-20}

setup_file() {
  private_begin
  containerd_begin
  containerd_images
}
teardown_file() {
  containerd_end
  private_end
}
setup() { snapshot >"$W/before"; }

# A guest of each code, 0 to 127, again and again.
life() {
  local code=0
  ct_run "life$1" --rm localhost/hello:1 "exit=$(($1 % 128))" >"$W/life.$1" 2>&1 </dev/null || code=$?
  [ $code = $(($1 % 128)) ] && rm "$W/life.$1" || echo "exit code $code" >>"$W/life.$1"
}

@test "$LIVES guests' lives, $AT_ONCE at a time: all exit codes are right and nothing is left" {
  for number in $(seq "$LIVES"); do
    [ "$(jobs -rp | wc -l)" -lt "$AT_ONCE" ] || wait -n || true
    life "$number" &
  done
  wait
  echo "# $SECONDS s" >&3
  for wrong in "$W"/life.*; do
    [ ! -e "$wrong" ] || tail -n 3 "$wrong"
  done
  [ ! -e "$wrong" ]
  WITHIN=60 as_before "$W/before"
}
