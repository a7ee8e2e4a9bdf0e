#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Root file systems on block devices, as containerd's snapshotters devmapper (a device) and blockfile (a file and the option loop) give them.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/daemon
load lib/leaks
load lib/containerd

setup_file() {
  "$PYTHON" -c 'import grpc, google.protobuf' 2>/dev/null || skip "python3-grpcio or python3-protobuf is not installed"
  losetup -f >/dev/null 2>&1 || skip "there are no loop devices here"
  private_begin
  PROXIES=''
  for kind in device file; do
    daemon $kind "$PYTHON" -B "$LIB/block_snapshotter.py" $kind "$W/$kind.sock" "$W/$kind" "$(command -v containerd)"
    PROXIES+=$(printf '\n[proxy_plugins.%s]\n  type = "snapshot"\n  address = "%s"' $kind "$W/$kind.sock")
    eventually test -S "$W/$kind.sock"
  done
  export PROXIES
  containerd_begin
  containerd_images
}
teardown_file() {
  local loop
  containerd_end
  daemon_end device
  daemon_end file
  for loop in $(losetup -ln -O NAME,BACK-FILE 2>/dev/null | awk -v w="$W/" 'index($2, w) == 1 { print $1 }'); do losetup -d "$loop"; done
  private_end
}
setup() { blocks >"$W/before"; }
teardown() {
  containerd_clean
  WITHIN=30 eventually as_they_were || { diff "$W/before" "$W/now" | head -n 50 && return 1; }
}

# unpack SNAPSHOTTER IMAGE WORD: its layers become snapshots that stay.
unpack() {
  ct_run unpack --rm --snapshotter "$@" >/dev/null 2>&1 </dev/null || true
  blocks >"$W/before"
}
# All of leaks.bash, and loop devices of ours.
blocks() {
  snapshot
  losetup -ln -O BACK-FILE | grep "^$W/" | sort || true
  ct snapshot --snapshotter device ls
  ct snapshot --snapshotter file ls
}
as_they_were() { blocks >"$W/now" && cmp -s "$W/before" "$W/now"; }

@test "an ordinary container on a block device: it reads, and what it writes is its own" {
  unpack device localhost/bb:1 true
  trun b --rm --snapshotter device localhost/bb:1 sh -c 'cat /www/index.html; echo x >/written; grep " / " /proc/mounts; exit 3'
  [ "$status" = 3 ]
  match "$out" "ordinary*/dev/loop* / ext4 rw*"
  trun b --rm --snapshotter device localhost/bb:1 test ! -e /written
  [ "$status" = 0 ]
}

@test "an ordinary container on a file that wants a loop device" {
  unpack file localhost/bb:1 true
  trun b --rm --snapshotter file localhost/bb:1 sh -c 'cat /www/index.html; grep " / " /proc/mounts; exit 3'
  [ "$status" = 3 ]
  match "$out" "ordinary*/dev/loop* / ext4 rw*"
}

@test "a guest whose image lies on a block device, or in a file that wants a loop device" {
  for snapshotter in device file; do
    unpack $snapshotter localhost/hello:1 exit=0
    trun w --rm --snapshotter $snapshotter localhost/hello:1 exit=4
    [ "$status" = 4 ]
  done
}

@test "the block device as the guest's own disk (mountRootfs): given and mounted nowhere else, or refused with the reason" {
  guest_image root "$GUESTS/disk" '{"Cmd":["try"]}' mountRootfs=true
  unpack device localhost/root:1 try
  trun w -d --snapshotter device localhost/root:1 wait
  if [ "$status" != 0 ]; then
    match "$output" "*mountRootfs*"
    return
  fi
  device=$(losetup -ln -O NAME,BACK-FILE | awk -v w="$W/device/" 'index($2, w) == 1 { print $1 }' | tail -n 1)
  grep -lw "$device" /proc/[0-9]*/mountinfo && return 1
  tr '\0' '\n' <"/proc/$(monitor_pid w)/cmdline" | grep -F blockdev || tr '\0' '\n' <"/proc/$(monitor_pid w)/cmdline" | grep -F drive
}
