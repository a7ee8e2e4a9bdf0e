#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Ordinary containers: juke-runtime gives what runc gives, verb by verb, word by word.
# shellcheck disable=SC2154

load lib/common
load lib/bundle
load lib/leaks

setup_file() {
  private_begin
  ordinary_bundle warm "$(args true)"
  rt run --bundle "$W/b/warm" warm 3>&-
  rm -rf "$W/b"
}
teardown_file() { private_end; }
setup() { snapshot >"$W/before"; }
teardown() {
  bundles_clean
  as_before "$W/before"
}

# scenario NAME RUNTIME: $W/NAME.transcript. Both run at the same path, one after the other.
scenario() {
  mkdir -p "$W/s/rootfs"
  cp -a "$W/bb/." "$W/s/rootfs/"
  base_config s | jq -c '.process.capabilities = {bounding: ["CAP_KILL"], effective: ["CAP_KILL"], permitted: ["CAP_KILL"]}
    | del(.linux.cgroupsPath)' | jq -c --arg g "/$MARK" '.linux.cgroupsPath = $g + "/s"' >"$W/s/config.json"
  ns "$LIB/ordinary-scenario.sh" "$2" "$W/root" "$W/s" >"$W/$1.transcript" 2>&1 </dev/null
  ns rm -rf "$W/s" "$W/root"
}

@test "every verb on ordinary containers gives what runc gives" {
  scenario runc "$(command -v runc)"
  scenario juke "$RT"
  echo "$(grep -c '^---' "$W/juke.transcript") calls compared"
  [ "$(grep -c '^---' "$W/juke.transcript")" -gt 60 ]
  diff "$W/runc.transcript" "$W/juke.transcript"
}

@test "an ordinary bundle is not written to" {
  ordinary_bundle o "$(args true)"
  (cd "$W/b/o" && find . | sort) >"$W/files"
  rt run --bundle "$W/b/o" o
  [ "$status" = 0 ]
  (cd "$W/b/o" && find . | sort) | diff "$W/files" -
}

@test "a stray annotation does not make a unikernel of a container" {
  ordinary_bundle o "$(args echo ordinary)" '.annotations = {"com.urunc.unikernel.cmdline": "x"}'
  rt run --bundle "$W/b/o" o
  [ "$status" = 0 ]
  same "$out" ordinary
}
