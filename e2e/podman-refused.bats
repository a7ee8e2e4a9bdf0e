#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What cannot run is refused in one line that says why, and leaves nothing behind.
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

# refused PATTERN PODMAN-RUN-WORD…: it fails, says that in one line, and the container can be removed.
refused() {
  prun run --name w "${@:2}"
  [ "$status" != 0 ]
  [ "$status" != 139 ]
  same "$out" "" "standard output"
  same "$(grep -c . "$W/err")" 1 "lines on standard error"
  match "$output" "Error: OCI runtime error: $1"
  pm rm w >/dev/null
}

@test "a kernel that is a text file" {
  echo "not a kernel" >"$W/text"
  unikernel_image bad "$W/text" '{"Cmd":["x"]}'
  refused "*is no kernel but*" localhost/bad
}

@test "a kernel that is cut off" {
  head -c 1000 "$GUESTS/hello" >"$W/cut"
  unikernel_image bad "$W/cut" '{"Cmd":["x"]}'
  refused "*is truncated*" localhost/bad
}

@test "a kernel that is empty" {
  : >"$W/empty"
  unikernel_image bad "$W/empty" '{"Cmd":["x"]}'
  refused "*is no kernel but*" localhost/bad
}

@test "a kernel for another architecture" {
  # e_machine 183 (0xb7) is AArch64.
  cp "$GUESTS/hello" "$W/arm"
  printf '\xb7\x00' | dd of="$W/arm" bs=1 seek=18 conv=notrunc status=none
  unikernel_image bad "$W/arm" '{"Cmd":["x"]}'
  refused "*is for arm64, and this host is amd64*" localhost/bad
}

@test "a kernel that is not there" {
  unikernel_image bad "" '{"Cmd":["x"]}'
  refused "*there is no file /unikernel/kernel*" localhost/bad
}

@test "a kernel that is a link out of the image" {
  mkdir -p "$W/link/unikernel"
  unikernel "$W/link" ""
  ln -s ../../../../../../../../etc/passwd "$W/link/unikernel/kernel"
  image bad "$W/link" '{"Cmd":["x"]}'
  refused "*there is no file /unikernel/kernel*" localhost/bad
}

@test "a kernel that is a directory, and one that is a FIFO" {
  rm -rf "$W/dir"
  unikernel "$W/dir" ""
  mkdir "$W/dir/unikernel/kernel"
  image bad "$W/dir" '{"Cmd":["x"]}'
  refused "*is no regular file*" localhost/bad
  rmdir "$W/dir/unikernel/kernel"
  mkfifo "$W/dir/unikernel/kernel"
  image bad "$W/dir" '{"Cmd":["x"]}'
  refused "*is no regular file*" localhost/bad
}

@test "metadata that is not base64, not JSON, or incomplete" {
  rm -rf "$W/meta"
  unikernel "$W/meta" "$GUESTS/hello"
  echo '{"com.urunc.unikernel.unikernelType":"no base64!"}' >"$W/meta/urunc.json"
  image bad "$W/meta" '{"Cmd":["x"]}'
  refused "*is not base64*" localhost/bad
  echo '{"com.urunc' >"$W/meta/urunc.json"
  image bad "$W/meta" '{"Cmd":["x"]}'
  refused "*urunc.json is not JSON*" localhost/bad
  rm -rf "$W/meta"
  unikernel "$W/meta" "$GUESTS/hello" binary
  image bad "$W/meta" '{"Cmd":["x"]}'
  refused "*com.urunc.unikernel.binary is missing*" localhost/bad
}

@test "an unknown guest and an unknown monitor" {
  unikernel_image bad "$GUESTS/hello" '{"Cmd":["x"]}' unikernelType=plan9
  refused "*guest 'plan9' is not supported*" localhost/bad
  unikernel_image bad "$GUESTS/hello" '{"Cmd":["x"]}' hypervisor=bochs
  refused "*does not run on monitor 'bochs'*" localhost/bad
}

@test "an initrd that the metadata names and the image has not" {
  unikernel_image bad "$GUESTS/http" '{"Cmd":["x"]}' initrd=/unikernel/initrd
  refused "*there is no file /unikernel/initrd*" localhost/bad
}

@test "paths that climb out of the image" {
  unikernel_image bad "$GUESTS/hello" '{"Cmd":["x"]}' binary=/../../etc/passwd
  refused "*is no clean path*" localhost/bad
}

@test "a command line that is too long, with its limit" {
  refused "*make a command line of * bytes, and a unikraft guest takes *" localhost/hello "$(printf '%070000d' 0)"
}

@test "a volume" {
  refused "*the guest cannot have the mount at /data ($W/bb)*" -v "$W/bb:/data" localhost/hello
}

@test "a command that looks for a shell in a unikernel is just an argument" {
  prun run --rm localhost/hello /bin/sh -c 'echo x'
  [ "$status" = 0 ]
  match "$out" "*arg[[]0]=/bin/sh*arg[[]2]=echo x*"
}
