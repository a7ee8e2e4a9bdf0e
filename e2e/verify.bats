#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `juke verify`, `diff` and `convert`, on images of `juke build`, of `podman build`, and of KraftKit's layout put together by hand.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/juke

setup_file() { juke_begin; }
teardown_file() { juke_end; }
teardown() { juke_clean; }

blob() { # FILE: into the layout, and its digest and size as JSON members
  local digest
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  cp "$1" "$W/kraft/blobs/sha256/$digest"
  printf '"digest":"sha256:%s","size":%s' "$digest" "$(stat -c %s "$1")"
}

# kraftkit OS…: an index as `kraft pkg` writes it, in $W/kraft under the name nginx.
kraftkit() {
  local os config manifests="" kernel diff manifest
  rm -rf "$W/kraft" "$W/tree"
  mkdir -p "$W/kraft/blobs/sha256" "$W/tree/unikraft/bin"
  cp "$GUESTS/hello" "$W/tree/unikraft/bin/kernel"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$W/tree" -cf "$W/kernel.tar" unikraft/bin/kernel
  kernel=$(blob "$W/kernel.tar")
  diff=$(sha256sum "$W/kernel.tar" | cut -d' ' -f1)
  for os; do
    printf '{"architecture":"x86_64","os":"%s","os.version":"0.17.0","os.features":["CONFIG_X=y"],"config":{"Cmd":["hello"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$os" "$diff" >"$W/config"
    config=$(blob "$W/config")
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json",%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar",%s,"annotations":{"org.unikraft.kernel.image":"/unikraft/bin/kernel"}}],"annotations":{"sh.kraftkit.version":"0.9"}}' "$config" "$kernel" >"$W/manifest"
    manifest=$(blob "$W/manifest")
    manifests="$manifests${manifests:+,}{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",$manifest,\"platform\":{\"architecture\":\"x86_64\",\"os\":\"$os\"}}"
  done
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' "$manifests" >"$W/index"
  printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json",%s,"annotations":{"org.opencontainers.image.ref.name":"nginx"}}]}' "$(blob "$W/index")" >"$W/kraft/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$W/kraft/oci-layout"
}

@test "what juke build makes is found to be right, in the store, a layout and an archive" {
  go build -t http -o "oci:$W/layout:http" -o "oci-archive:$W/oci.tar" -o "docker-archive:$W/docker.tar" "$W/http"
  is 0
  for place in http "oci:$W/layout:http" "$W/oci.tar"; do
    go verify "$place"
    is 0
    same "$out" "" "$place"
  done
  # Docker's format has no place for annotations.
  go verify "$W/docker.tar"
  is 0
  no_match "$out" "*error:*"
  go verify --format json http
  same "$(jq -r '.[0].ok, (.[0].findings | length)' "$W/out" | tr '\n' ' ')" "true 0 "
}

@test "a damaged blob is an error, and so is a name that is none" {
  juke build -o "oci:$W/damaged:http" "$W/http" >/dev/null
  largest=$(find "$W/damaged/blobs" -type f -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2)
  printf x | dd of="$largest" bs=1 seek=100 conv=notrunc status=none
  go verify "oci:$W/damaged:http"
  is 1
  match "$out" "*error: *$(basename "$largest")*"
  go verify none
  [ "$status" -ne 0 ]
}

@test "inspect shows what the image says, from where, and what its kernel is" {
  juke build -t http "$W/http" >/dev/null
  juke inspect http >"$W/inspected"
  same "$(jq -r '.[0].Unikernel.Metadata["com.urunc.unikernel.binary"] | .Value + " " + .From' "$W/inspected")" "/.boot/kernel annotations"
  same "$(jq -r '.[0].Unikernel.Kernel.Architecture' "$W/inspected")" amd64
  [ "$(jq -r '.[0].Unikernel.Rootfs.Type' "$W/inspected")" != null ]
}

@test "diff tells what differs, and exits as diff(1)" {
  juke build -t one "$W/hello" >/dev/null
  go diff one one
  is 0
  same "$out" ""
  cp -R "$W/hello" "$W/changed"
  sed -i 's/^cmd:.*/cmd: [hello, other]/' "$W/changed/bunnyfile"
  juke build -t two "$W/changed" >/dev/null
  go diff one two
  is 1
  match "$out" "*~ config config.Cmd: *"
  match "$out" "*~ labels com.urunc.unikernel.cmdline: *"
  match "$out" "*~ files /urunc.json: *"
  no_match "$out" "*files /.boot/kernel*"
  go diff --format json one two
  is 1
  same "$(jq -r '[.[].section] | unique | join(" ")' "$W/out")" "annotations config files labels urunc.json"
  go diff one none
  is 2
}

@test "an image of KraftKit's is verified, converted, read by skopeo, and runs; the way back gives its layout" {
  command -v skopeo >/dev/null || skip "skopeo is not installed"
  kraftkit fc qemu
  go verify "oci:$W/kraft:nginx"
  is 1
  match "$out" "*operating system is 'qemu'*juke convert*"
  go convert "oci:$W/kraft:nginx" -t converted -o "oci:$W/converted:latest"
  is 0
  go verify converted
  is 0
  skopeo inspect "oci:$W/converted:latest" >"$W/inspected"
  same "$(jq -r '.Os + "/" + .Architecture' "$W/inspected")" linux/amd64
  same "$(jq -r '.Labels["com.urunc.unikernel.hypervisor"]' "$W/inspected")" qemu
  same "$(skopeo inspect --raw "oci:$W/converted:latest" | jq -r '.annotations["com.urunc.unikernel.binary"]')" /unikraft/bin/kernel
  # The layer is kept as it was.
  same "$(skopeo inspect --raw "oci:$W/converted:latest" | jq -r '.layers[0].digest')" "sha256:$(sha256sum "$W/kernel.tar" | cut -d' ' -f1)"
  go run --rm converted
  is 0
  match "$out" "*ello*"
  go convert converted --to kraftkit -o "oci:$W/back:nginx"
  is 0
  skopeo inspect --raw "oci:$W/back:nginx" >"$W/inspected"
  same "$(jq -r '.manifests[0].platform | .os + "/" + .architecture' "$W/inspected")" qemu/x86_64
  go convert "oci:$W/kraft:nginx" --monitor firecracker -o "oci:$W/fc:latest"
  same "$(skopeo inspect "oci:$W/fc:latest" | jq -r '.Labels["com.urunc.unikernel.hypervisor"]')" firecracker
}

@test "labels that podman build wrote become all three, and the image runs" {
  command -v skopeo >/dev/null || skip "skopeo is not installed"
  [ "$(id -u)" = 0 ] || skip "needs root"
  command -v podman >/dev/null || skip "podman is not installed"
  mkdir -p "$W/context"
  cp "$GUESTS/hello" "$W/context/hello"
  cat >"$W/context/Containerfile" <<'END'
FROM scratch
COPY hello /unikernel/hello
LABEL com.urunc.unikernel.unikernelType=unikraft com.urunc.unikernel.hypervisor=qemu com.urunc.unikernel.binary=/unikernel/hello com.urunc.unikernel.cmdline=hello com.urunc.unikernel.useDMBlock=false
CMD ["hello"]
END
  podman --root "$W/p" --runroot "$W/pr" --storage-driver vfs build --isolation chroot -q -t old "$W/context" >/dev/null
  podman --root "$W/p" --runroot "$W/pr" --storage-driver vfs save --format oci-archive -q -o "$W/old.tar" old
  go verify "$W/old.tar"
  is 0
  match "$out" "*warning: there is no /urunc.json*"
  match "$out" "*note: labels: com.urunc.unikernel.useDMBlock*"
  go convert "$W/old.tar" -t new
  is 0
  go verify new
  is 0
  same "$out" ""
  same "$(juke inspect new | jq -r '.[0].Config.Labels["com.urunc.unikernel.mountRootfs"]')" false
  go run --rm new
  is 0
}

@test "a kernel of Solo5's is checked against its own notes" {
  [ -n "${JUKE_TEST_TOOLS:-}" ] && [ -x "$JUKE_TEST_TOOLS/solo5/elftool/solo5-elftool" ] || skip "JUKE_TEST_TOOLS names no built solo5"
  mkdir -p "$W/solo5"
  cp "$JUKE_TEST_TOOLS/solo5/tests/test_net/test_net.hvt" "$JUKE_TEST_TOOLS/solo5/tests/test_blk/test_blk.hvt" "$W/solo5"
  bunnyfile() { printf 'version: v0.1\nplatforms: { framework: mirage, monitor: %s }\nkernel: { from: local, path: %s }\ncmd: [x]\n' "$1" "$2" >"$W/solo5/bunnyfile"; }
  bunnyfile hvt test_net.hvt
  go build -t net "$W/solo5"
  is 0
  same "$(juke inspect net | jq -r '.[0].Config.Labels["com.urunc.unikernel.solo5NetDev"]')" service0
  same "$(juke inspect net | jq -c '.[0].Unikernel.Kernel.Solo5')" '{"Target":"hvt","Version":2,"Devices":[{"Name":"service0","Type":"NET_BASIC"}]}'
  go verify net
  is 0
  bunnyfile spt test_net.hvt
  go build -t net "$W/solo5"
  [ "$status" -ne 0 ]
  match "$err" "*built on Solo5 for hvt, which spt cannot start*"
  bunnyfile hvt test_blk.hvt
  go build -t blk "$W/solo5"
  [ "$status" -ne 0 ]
  match "$err" "*wants the disk 'storage', and the image has none*"
}
