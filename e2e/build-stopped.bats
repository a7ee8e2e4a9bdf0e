#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A build that is stopped at any point leaves no half image, and nothing on the disk.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/juke

setup_file() {
  juke_begin
  mkdir -p "$W/large/files"
  cp "$W/http/http" "$W/large/kernel"
  head -c 200M /dev/urandom >"$W/large/files/noise"
  cat >"$W/large/bunnyfile" <<'END'
version: v0.1
platforms: { framework: unikraft, monitor: qemu }
kernel: { from: local, path: kernel }
rootfs: { include: [ "files:/" ] }
cmd: [/server]
END
}
teardown_file() { juke_end; }
teardown() {
  juke_clean
  rm -rf "$W/out"
}

# begin ARGUMENTS: a build in the background, in $pid, with signals as a shell at a terminal gives them; returns when it writes.
begin() {
  env --default-signal=INT,TERM,HUP "$JUKE_DIST/bin/juke" build "$@" "$W/large" >"$W/stopped.out" 2>&1 3>&- 4>&- &
  pid=$!
  eventually writes
}
writes() { [ -n "$(find "$JUKE_ROOT/images/tmp" "$W"/.juke-* "$W/out" -type f -size +1M 2>/dev/null)" ]; }
stopped() { [ -z "$(find "$JUKE_ROOT/images/tmp" -mindepth 1 2>/dev/null; find "$W" -maxdepth 1 -name '.juke-*')" ]; }

absent() { if juke inspect large >/dev/null 2>&1; then return 1; fi; }

for_signal() { # NAME NUMBER
  for where in -t "-o oci:$W/out:x" "-o oci-archive:$W/out"; do
    [ "$where" != -t ] || where='-t large'
    # shellcheck disable=SC2086 # words
    begin --no-cache $where
    sleep "0.$((RANDOM % 5))"
    kill -"$1" "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" = 0 ] || same "$status" "$((128 + $2))" "$where: $(cat "$W/stopped.out")"
    [ "$status" = 0 ] || [ ! -e "$W/out" ]
    [ "$status" = 0 ] || absent
    stopped
    rm -rf "$W/out"
    juke rmi -f large >/dev/null 2>&1 || true
  done
}

@test "SIGINT leaves nothing" { for_signal INT 2; }
@test "SIGTERM leaves nothing" { for_signal TERM 15; }
@test "SIGHUP leaves nothing" { for_signal HUP 1; }

@test "what SIGKILL leaves is removed by the next build and by prune" {
  begin --no-cache -t large
  kill -KILL "$pid"
  wait "$pid" || true
  absent
  juke build -t http "$W/http" >/dev/null
  stopped
  begin --no-cache -t large
  kill -KILL "$pid"
  wait "$pid" || true
  juke prune -f >/dev/null
  stopped
}

@test "a full disk leaves a store that works" {
  [ "$(id -u)" = 0 ] || skip "needs root, to mount a small disk"
  mkdir -p "$W/disk"
  mount -t tmpfs -o size=96m none "$W/disk"
  status=0
  err=$(JUKE_ROOT=$W/disk juke build -t large "$W/large" 2>&1) || status=$?
  listed=$(JUKE_ROOT=$W/disk juke images -q)
  left=$(find "$W/disk/images/tmp" -mindepth 1)
  built=0
  JUKE_ROOT=$W/disk juke build -t http "$W/http" >/dev/null || built=$?
  umount "$W/disk"
  no_match "$status" 0
  match "$err" "*No space left on device; make room*"
  same "$listed" ""
  same "$left" ""
  same "$built" 0
}

@test "what nobody touched is not built again, and what was touched is" {
  juke build -t large "$W/large" >/dev/null
  one=$(juke inspect large | jq -r '.[0].Digest')
  largest=$(find "$JUKE_ROOT/images/blobs" -size +100M)
  before=$(stat -c '%i' "$largest")
  juke build -t again "$W/large" >/dev/null
  same "$(juke inspect again | jq -r '.[0].Digest')" "$one"
  same "$(stat -c '%i' "$largest")" "$before" "the layer's file"
  touch -r "$W/large/files/noise" "$W/time"
  printf x | dd of="$W/large/files/noise" conv=notrunc status=none
  touch -r "$W/time" "$W/large/files/noise"
  juke build -t again "$W/large" >/dev/null
  no_match "$(juke inspect again | jq -r '.[0].Digest')" "$one"
}
