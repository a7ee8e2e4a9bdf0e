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
  rm -f "$W/console"
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

# disk_image NAME CMD-JSON [KEY=VALUE…]: a guest for which the container's root file system is its disk.
disk_image() { guest_image "$1" "$GUESTS/disk" "{\"Cmd\":[\"disk\",$2]}" unikernelType=linux "${@:3}"; }
# The loop device of a snapshotter's file, or of the file that a cell attached.
device_of() { losetup -ln -O NAME,BACK-FILE | awk -v d="$W/$1/" 'index($2, d) == 1 { print $1 }' | tail -n 1; }
# The mount namespaces that have a device mounted, by major and minor number.
mounted_in() {
  local numbers
  numbers=$((0x$(stat -c %t "$1"))):$((0x$(stat -c %T "$1")))
  grep -lE "^[0-9]+ [0-9]+ $numbers " /proc/[0-9]*/mountinfo 2>/dev/null || true
}

@test "the root file system as the guest's own disk (mountRootfs): the guest has the device, and nobody else" {
  # Block 0 of ext4 begins with 1024 unused bytes; its superblock's magic number is at byte 56 of sector 2.
  disk_image root '"bytes=2:56:2","read=0","write=0:marker of the guest","wait"' mountRootfs=true
  for snapshotter in device file; do
    unpack $snapshotter localhost/root:1 try
    ct_run w -d --log-uri "file://$W/console" --snapshotter $snapshotter localhost/root:1
    eventually grep -q "waiting for the power button" "$W/console"
    match "$(cat "$W/console")" "*writable*bytes\[2:56\]=53ef*read\[0\]=*write\[0\]: ok*"
    device=$(device_of $snapshotter)
    same "$(mounted_in "$device")" ""
    ns mount -t ext4 "$device" /mnt && return 1
    root=/proc/$(task_pid w)/root
    same "$(stat -c '%t:%T %a' "$root/dev/vda")" "$(stat -c '%t:%T' "$device") 600"
    same "$(find "$root/guest" -type f | sort | tr '\n' ' ')" "$root/guest/kernel "
    same "$(sha256sum <"$root/guest/kernel")" "$(sha256sum <"$GUESTS/disk")"
    ct task kill -s 15 w
    eventually is_state w STOPPED
    ct task rm w
    rm "$W/console"
    # The same container again: what the guest wrote is there, and the file system is whole.
    ct task start -d --log-uri "file://$W/console" w
    eventually grep -q "waiting for the power button" "$W/console"
    match "$(cat "$W/console")" "*read\[0\]=marker of the guest*"
    ct task rm -f w || true
    no_task w
    fsck.ext4 -fn "$W/$snapshotter/"*_w
    ct container rm w
    rm "$W/console"
  done
}

@test "a read-only root is a disk that the guest cannot write" {
  disk_image ro '"bytes=2:56:2","write=0:x"' mountRootfs=true
  for snapshotter in device file; do
    unpack $snapshotter localhost/ro:1 try
    trun w --rm --read-only --snapshotter $snapshotter localhost/ro:1
    match "$out" "*read-only*bytes\[2:56\]=53ef*the disk is read-only*"
  done
}

@test "the older key useDMBlock, and an initrd beside the disk" {
  guest_root=$W/rootfs-old
  unikernel "$guest_root" "$GUESTS/disk" unikernelType=linux useDMBlock=true
  image old "$guest_root" '{"Cmd":["disk","bytes=2:56:2"]}'
  unpack device localhost/old:1 try
  trun w --rm --snapshotter device localhost/old:1
  match "$out" "*bytes\[2:56\]=53ef*disk: ok*"
  unikernel "$guest_root" "$GUESTS/disk" unikernelType=linux mountRootfs=true initrd=/unikernel/initrd
  echo nothing >"$guest_root/unikernel/initrd"
  image initrd "$guest_root" '{"Cmd":["disk","bytes=2:56:2"]}'
  unpack file localhost/initrd:1 try
  trun w --rm --snapshotter file localhost/initrd:1
  match "$out" "*bytes\[2:56\]=53ef*disk: ok*"
}

@test "a device that is mounted elsewhere is refused with the place, also when that is another mount namespace" {
  disk_image root2 '"wait"' mountRootfs=true
  unpack device localhost/root2:1 try
  ct container create --runtime "$SHIM" --snapshotter device localhost/root2:1 w
  ct snapshot --snapshotter device mounts /x w >"$W/mounts"
  device=$(device_of device)
  ns mkdir -p /run/elsewhere
  ns mount "$device" /run/elsewhere
  told ct task start w
  [ "$status" != 0 ]
  match "$output" "*cannot be the guest's root*$device is mounted at /run/elsewhere*"
  ns umount /run/elsewhere
  # shellcheck disable=SC2016 # expanded inside
  unshare -m --propagation private sh -c 'mount "$1" /mnt && exec sleep infinity' sh "$device" >/dev/null 2>&1 3>&- 4>&- &
  other=$!
  eventually grep -q " /mnt " "/proc/$other/mountinfo"
  told ct task start w
  kill $other
  [ "$status" != 0 ]
  match "$output" "*$device is in use elsewhere on this host*"
  wait $other || true
  # Nothing stays of a refused start: the next one has the device.
  ct task start -d --log-uri "file://$W/console" w
  eventually grep -q "waiting for the power button" "$W/console"
}

@test "what has no device of its own, and a guest that starts from none, are refused with what would do" {
  disk_image root3 '"try"' mountRootfs=true
  for snapshotter in overlayfs native; do
    unpack $snapshotter localhost/root3:1 try
    trun w --rm --snapshotter $snapshotter localhost/root3:1
    [ "$status" != 0 ]
    match "$output" "*mountRootfs): it is of type *, and a linux guest needs a block device with ext2 or ext3 or ext4*devmapper, blockfile*"
  done
  guest_image unikraft-root "$GUESTS/disk" '{"Cmd":["try"]}' mountRootfs=true
  unpack device localhost/unikraft-root:1 try
  trun w --rm --snapshotter device localhost/unikraft-root:1
  [ "$status" != 0 ]
  match "$output" "*a unikraft guest starts from no file system*initrd*"
}

@test "juke-runtime, whose caller has mounted the device, refuses it with the reason" {
  disk_image root5 '"try"' mountRootfs=true
  unpack device localhost/root5:1 try
  SHIM=io.containerd.runc.v2 trun w --rm --snapshotter device localhost/root5:1
  [ "$status" != 0 ]
  match "$output" "*mountRootfs): here it is a directory that the host uses as well*io.containerd.juke.v2*"
  # runc's shim leaves it.
  ns rmdir /run/containerd/s
}

@test "many at once, guests and ordinary containers: each mount namespace that is made sees the mounts of that moment" {
  disk_image root6 '"bytes=2:56:2"' mountRootfs=true
  unpack file localhost/root6:1 try
  unpack file localhost/bb:1 true
  for i in 1 2 3 4 5; do
    ct_run "w$i" --rm --snapshotter file localhost/root6:1 >"$W/out$i" 2>&1 </dev/null 3>&- &
    ct_run "b$i" --rm --snapshotter file localhost/bb:1 true >"$W/out-b$i" 2>&1 </dev/null 3>&- &
  done
  wait
  for i in 1 2 3 4 5; do
    match "$(cat "$W/out$i")" "*bytes\[2:56\]=53ef*disk: ok*"
    same "$(cat "$W/out-b$i")" ""
  done
}

@test "a cell that dies leaves no loop device, no mount and no copy" {
  disk_image root4 '"wait"' mountRootfs=true
  unpack file localhost/root4:1 try
  ct_run w -d --log-uri "file://$W/console" --snapshotter file localhost/root4:1
  eventually grep -q "waiting for the power button" "$W/console"
  kill -9 "$(shim_pid w)"
  eventually no_task w
  eventually no_device file
  fsck.ext4 -fn "$W/file/"*_w
  ct container rm w
  # Another cell, as there was one before.
  ct_run b --rm localhost/bb:1 true
}
no_task() { ! ct task ls -q | grep -qx "$1"; }
no_device() { [ -z "$(device_of "$1")" ]; }
