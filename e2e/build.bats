#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `juke build`: one input, one digest; and images that other tools take.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/juke

setup_file() { juke_begin; }
teardown_file() { juke_end; }
teardown() { juke_clean; }

digest() { juke inspect "$1" | jq -r '.[0].Digest'; }

@test "two directories, times, owners, another umask and another order of files: one digest" {
  go build -t one "$W/http"
  is 0
  mkdir -p "$W/elsewhere/deep"
  # Copied in reverse order, with other modes, times and owner.
  (cd "$W/http" && find . -type f | sort -r | cpio -pdm --quiet "$W/elsewhere/deep")
  find "$W/elsewhere" -exec touch -d '2031-05-06 07:08:09' {} +
  same "$(digest one)" "$(juke build -t two "$W/elsewhere/deep" >/dev/null && digest two)" "another directory"
  same "$(digest one)" "$(umask 077 && TZ=Asia/Kathmandu juke build -t three "$W/http" >/dev/null && digest three)" "another umask and zone"
  no_match "$(SOURCE_DATE_EPOCH=86400 juke build -t four "$W/http" >/dev/null && digest four)" "$(digest one)"
}

@test "another clock builds the same digest" {
  command -v faketime >/dev/null || skip "faketime is not installed"
  juke build -t one "$W/http" >/dev/null
  same "$(faketime '2031-05-06 07:08:09' date +%Y)" 2031
  faketime '2031-05-06 07:08:09' "$JUKE_DIST/bin/juke" build -t later "$W/http" >/dev/null
  same "$(digest later)" "$(digest one)"
}

@test "another user builds the same digest" {
  [ "$(id -u)" = 0 ] || skip "needs root, to become another user"
  juke build -t one "$W/http" >/dev/null
  mkdir -m 777 "$W/others"
  theirs=$(setpriv --reuid 1234 --regid 1234 --clear-groups env HOME="$W/others" JUKE_ROOT="$W/others/root" PATH="$PATH" \
    sh -c '"$0" build -t one "$1" >/dev/null && "$0" inspect one' "$JUKE_DIST/bin/juke" "$W/http" | jq -r '.[0].Digest')
  same "$theirs" "$(digest one)"
}

@test "skopeo reads the layout and both archives, and finds urunc's keys" {
  command -v skopeo >/dev/null || skip "skopeo is not installed"
  go build -t http -o "oci:$W/layout:http" -o "oci-archive:$W/oci.tar" -o "docker-archive:$W/docker.tar" "$W/http"
  is 0
  for place in "oci:$W/layout:http" "oci-archive:$W/oci.tar" "docker-archive:$W/docker.tar"; do
    skopeo inspect "$place" >"$W/inspected"
    same "$(jq -r '.Labels["com.urunc.unikernel.unikernelType"]' "$W/inspected")" unikraft "$place"
    same "$(jq -r '.Architecture' "$W/inspected")" amd64
  done
  same "$(skopeo inspect --raw "oci:$W/layout:http" | jq -r '.annotations["com.urunc.unikernel.binary"]')" /.boot/kernel
}

@test "podman loads both archives" {
  [ "$(id -u)" = 0 ] || skip "needs root"
  command -v podman >/dev/null || skip "podman is not installed"
  juke build -t http -o "oci-archive:$W/oci.tar" -o "docker-archive:$W/docker.tar" "$W/http" >/dev/null
  for archive in oci docker; do
    podman --root "$W/p-$archive" --runroot "$W/pr-$archive" --storage-driver vfs load -qi "$W/$archive.tar" >"$W/loaded"
    match "$(cat "$W/loaded")" "*http:latest*"
  done
}

@test "what is wrong in a bunnyfile is said with its line, and nothing is built" {
  printf 'version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernel: { from: local, path: hello }\ncmdd: [x]\n' >"$W/hello/wrong"
  go build -f "$W/hello/wrong" -t wrong "$W/hello"
  [ "$status" -ne 0 ]
  match "$err" "*wrong:4*cmdd*cmd*"
  same "$(wc -l <<<"$err")" 1
  for kernel in text empty truncated missing; do
    case $kernel in
      text) echo "I am no kernel" >"$W/hello/k" ;;
      empty) : >"$W/hello/k" ;;
      truncated) head -c 100 "$GUESTS/hello" >"$W/hello/k" ;;
      missing) rm -f "$W/hello/k" ;;
    esac
    printf 'version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernel: { from: local, path: k }\ncmd: [x]\n' >"$W/hello/wrong"
    go build -f "$W/hello/wrong" -t wrong -o "oci:$W/never" "$W/hello"
    [ "$status" -ne 0 ]
    same "$(wc -l <<<"$err")" 1 "$kernel: lines of the error"
    [ ! -e "$W/never" ]
  done
  no_match "$(juke images)" "*wrong*"
}
