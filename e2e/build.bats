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
    match "$(cat "$W/loaded")" "*localhost/http:latest*"
  done
}

@test "what Juke does not run itself is packaged with a warning, and so is an image without a command" {
  printf 'version: v0.1\nplatforms: { framework: mewz, monitor: qemu }\nkernel: { from: local, path: hello }\n' >"$W/hello/other"
  go build -f "$W/hello/other" -t other "$W/hello"
  is 0
  match "$err" "*warning: Juke packages a mewz guest for monitor qemu, but does not run it*"
  match "$err" "*warning: the image has no command*"
  match "$out" "sha256:*"
  go build -t hello "$W/hello"
  same "$err" ""
  go run other
  is 125
  match "$err" "juke: image 'other': *guest 'mewz' is not supported*"
}

@test "two images with one id are removed by it, and each is named by its digest" {
  export JUKE_ROOT=$W/twins
  juke build -t http -o "docker-archive:$W/docker.tar" "$W/http" >/dev/null
  juke tag http first
  juke load -i "$W/docker.tar" >/dev/null
  same "$(juke images -q | wc -l)" 1
  same "$(juke images --digests --format json | jq -r .Digest | sort -u | wc -l)" 2
  id=$(juke images -q)
  same "$(juke inspect "$id" | jq length)" 2
  same "$(juke inspect "$(digest http)" | jq length)" 1
  # shellcheck disable=SC2046 # ids
  go rmi $(juke images -q)
  is 0
  same "$(juke images -q)" ""
  export JUKE_ROOT=$W/root
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
