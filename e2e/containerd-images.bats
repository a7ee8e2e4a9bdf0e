#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Where containerd lets an image say that it is a unikernel: annotations, labels, the manifest, /urunc.json; and who is believed.
# The image has two kernels, hello and disk: what is printed says which metadata were taken.
# shellcheck disable=SC2154,SC2046 # the helpers set them; words without blanks

load lib/common
load lib/daemon
load lib/leaks
load lib/containerd

setup_file() {
  private_begin
  containerd_begin
  containerd_images
  two_kernels "$W/bare"
  image bare "$W/bare" '{"Cmd":["x"]}'
  image manifest "$W/bare" '{"Cmd":["x"], "annotations": '"$(metadata disk)"'}'
  image labels "$W/bare" '{"Cmd":["x"], "Labels": '"$(metadata disk)"'}'
  image both "$W/bare" '{"Cmd":["x"], "Labels": '"$(metadata hello)"', "annotations": '"$(metadata disk)"'}'
  unikernel "$W/bare" "" binary=/unikernel/hello
  image file "$W/bare" '{"Cmd":["x"]}'
  image file-manifest "$W/bare" '{"Cmd":["x"], "annotations": '"$(metadata disk)"'}'
  image file-labels "$W/bare" '{"Cmd":["x"], "Labels": '"$(metadata disk)"'}'
}
teardown_file() {
  containerd_end
  private_end
}
setup() { snapshot >"$W/before"; }
teardown() {
  containerd_clean
  as_before "$W/before"
}

two_kernels() {
  mkdir -p "$1/unikernel"
  cp "$GUESTS/hello" "$GUESTS/disk" "$1/unikernel/"
}
metadata() { # KERNEL
  jq -nc --arg binary "/unikernel/$1" '{"com.urunc.unikernel.unikernelType": "unikraft", "com.urunc.unikernel.hypervisor": "qemu",
    "com.urunc.unikernel.binary": $binary}'
}
flags() { # annotation|label KERNEL
  metadata "$2" | jq -r --arg flag "--$1" 'to_entries[] | $flag, .key + "=" + .value'
}

# ran KERNEL FLAG… IMAGE: that kernel was started.
ran() {
  local before
  before=$(logs | wc -l)
  trun w --rm "${@:2}"
  case $1 in
    hello) match "$output" "*Hello from Juke!*" ;;
    disk) match "$output" "*disk: *" ;;
  esac
  log=$(logs | tail -n "+$((before + 1))")
}
logs() { ns sh -c 'cat /run/juke/cells/*/*/log' 2>/dev/null || true; }
# Which source won is in the cell's log.
logged() { # WORDS
  [ "$SHIM" = io.containerd.juke.v2 ] || return 0
  match "$log" "*$1*"
}

@test "/urunc.json in the image" {
  ran hello localhost/file:1
  logged "from /urunc.json"
}

@test "annotations of the container, plain or as urunc 0.5 encoded them" {
  ran disk $(flags annotation disk) localhost/bare:1
  logged "from annotations"
  ran disk $(metadata disk | jq -r 'to_entries[] | "--annotation", .key + "=" + (.value | @base64)') localhost/bare:1
}

@test "labels of the container" {
  shim_only
  # What --label says, ctr makes an annotation, too.
  ran disk $(flags label disk) localhost/bare:1
  ct container create --runtime "$SHIM" localhost/bare:1 w x
  ct container label w $(metadata disk | jq -r 'to_entries[] | .key + "=" + .value') >/dev/null
  told ct task start w
  match "$output" "*disk: *"
  log=$(logs | tail -n 3)
  logged "from labels"
  find /sys/fs/cgroup -mindepth 2 -maxdepth 2 -name default -exec rmdir {} + 2>/dev/null || true
}

@test "labels of the image, which ctr gives to the container" {
  shim_only
  ran disk localhost/labels:1
  logged "from labels"
}

@test "annotations of the image's manifest alone" {
  shim_only
  ran disk localhost/manifest:1
  logged "from manifest annotations"
}

@test "an annotation of the container is believed before all others" {
  ran hello $(flags annotation hello) localhost/file-manifest:1
  ran hello $(flags annotation hello) localhost/file-labels:1
  ran disk $(flags annotation disk) localhost/file:1
  logged "from annotations"
}

@test "labels and the manifest are believed before /urunc.json, the manifest before labels" {
  shim_only
  ran disk localhost/file-labels:1
  ran disk localhost/file-manifest:1
  ran disk localhost/both:1
}

@test "a single annotation changes that one thing" {
  ran disk --annotation com.urunc.unikernel.binary=/unikernel/disk localhost/file:1
  [ "$SHIM" = io.containerd.juke.v2 ] || return 0
  ran hello --annotation com.urunc.unikernel.binary=/unikernel/hello localhost/manifest:1
}

@test "an image without metadata is an ordinary container, whatever stray annotation it has" {
  trun b --rm --annotation com.urunc.unikernel.cmdline=x localhost/bb:1 echo ordinary
  [ "$status" = 0 ]
  same "$out" ordinary
}

@test "what is wrong in the metadata is in ctr's own output, and leaves nothing" {
  trun w --rm --annotation com.urunc.unikernel.unikernelType=plan9 localhost/file:1
  [ "$status" != 0 ]
  match "$output" "*guest 'plan9' is not supported*"
  trun w --rm --annotation com.urunc.unikernel.binary=/../../etc/passwd localhost/file:1
  [ "$status" != 0 ]
  match "$output" "*is no clean path*"
  trun w --rm --annotation com.urunc.unikernel.binary=/unikernel/none localhost/file:1
  [ "$status" != 0 ]
  match "$output" "*there is no file /unikernel/none*"
}

@test "an image that containerd does not know any more: the container still starts" {
  shim_only
  ct image tag localhost/file:1 localhost/gone:1
  ct container create --runtime "$SHIM" localhost/gone:1 w exit=8
  ct image rm localhost/gone:1
  told ct task start w
  [ "$status" = 8 ]
  find /sys/fs/cgroup -mindepth 2 -maxdepth 2 -name default -exec rmdir {} + 2>/dev/null || true
}
