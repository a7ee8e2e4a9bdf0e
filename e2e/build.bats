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

# solo5 TARGET FILE: the least that is a kernel of Solo5: an ELF file with the note ABI1 (1: hvt, 2: spt) and a manifest with one network device.
solo5() {
  "$PYTHON" - "$1" "$2" <<'PY'
import struct, sys
target, path = int(sys.argv[1]), sys.argv[2]
abi = struct.pack('<III8sIIQ', 6, 16, 0x31494241, b'Solo5', target, 2, 0)
entry = lambda name, kind: struct.pack('<68sI16s8sB7x', name, kind, b'', b'', 0)
devices = entry(b'', 1 << 30) + entry(b'service', 2)
manifest = struct.pack('<III8sI', 6, 12 + len(devices), 0x3154464d, b'Solo5', 0) + struct.pack('<II', 1, 2) + devices
notes = abi + manifest
elf = struct.pack('<4sBBBB8sHHIQQQIHHHHHH', b'\x7fELF', 2, 1, 1, 0, b'', 2, 62, 1, 0x100000, 64, 0, 0, 64, 56, 1, 0, 0, 0)
segment = struct.pack('<IIQQQQQQ', 4, 4, 120, 120, 120, len(notes), len(notes), 4)
open(path, 'wb').write(elf + segment + notes + bytes(4096))
PY
}

# said NAME: what an image says of its unikernel as annotations, but for the kernel's place.
said() {
  rm -rf "$W/said"
  juke save --format oci-dir -o "$W/said" "$1" >/dev/null
  manifest "$W/said" | jq -Sc '.annotations | with_entries(select(.key | startswith("com.urunc.") and (endswith(".binary") | not)))'
}
manifest() { cat "$1/blobs/sha256/$(jq -r '.manifests[0].digest' "$1/index.json" | cut -d: -f2)"; }
config() { cat "$1/blobs/sha256/$(manifest "$1" | jq -r .config.digest | cut -d: -f2)"; }

@test "the bunnyfile, Containerfile and args.nix of one MirageOS kernel say the same, under any name" {
  mkdir -p "$W/mirage"
  solo5 1 "$W/mirage/network.hvt"
  cat >"$W/mirage/one" <<'EOF'
#syntax=registry.example/packer:1
version: v0.1
platforms: { framework: mirage, monitor: hvt, architecture: x86 }
kernel: { from: local, path: network.hvt }
EOF
  cat >"$W/mirage/two" <<'EOF'
FROM scratch
COPY network.hvt /unikernel/network.hvt
LABEL com.urunc.unikernel.binary=/unikernel/network.hvt
LABEL "com.urunc.unikernel.cmdline"=""
LABEL "com.urunc.unikernel.unikernelType"="mirage"
LABEL "com.urunc.unikernel.hypervisor"="hvt"
LABEL "com.urunc.unikernel.mountRootfs"="false"
EOF
  cat >"$W/mirage/three" <<'EOF'
{ pkgs ? import <nixpkgs> { }, ... }:
let kernel = "/unikernel/network.hvt"; in {
  name = "network";
  tag = "three";
  files = { "./network.hvt" = kernel; };
  annotations = { unikernelType = "mirage"; hypervisor = "hvt"; binary = kernel; cmdline = ""; mountRootfs = "false"; };
}
EOF
  for file in one two; do
    go build -f "$W/mirage/$file" -t "network:$file" "$W/mirage"
    is 0
  done
  go build -f "$W/mirage/three" "$W/mirage"
  is 0
  first=$(said network:one)
  match "$first" '*"com.urunc.unikernel.unikernelType":"mirage"*'
  same "$(said network:two)" "$first" "Containerfile"
  same "$(said network:three)" "$first" "args.nix, which names its image"
  same "$(config "$W/said" | jq -c '.config.Labels | has("com.urunc.unikernel.binary")')" true "labels of args.nix"
  solo5 2 "$W/mirage/network.hvt"
  go build -f "$W/mirage/one" -t network:spt "$W/mirage"
  is 1
  match "$err" "*network.hvt*spt*hvt*"
}

@test "flags alone package what a bunnyfile packages" {
  go build --guest unikraft --monitor qemu --arch x86_64 --kernel "$W/http/http" --initrd "$W/http/site" -t flags --env A=1 --label org.example.a=b \
    --annotation org.example.c=d --iidfile "$W/id" -- http
  is 0
  same "$(cat "$W/id")" "$out"
  juke save --format oci-dir -o "$W/flags" flags >/dev/null
  same "$(config "$W/flags" | jq -c '.config | [.Cmd, .Env, .Labels["org.example.a"]]')" '[["http"],["A=1"],"b"]'
  same "$(manifest "$W/flags" | jq -c '.annotations | [.["org.example.c"], .["com.urunc.unikernel.initrd"]]')" '["d","/.boot/rootfs"]'
  juke run -d --name flags -p 127.0.0.1::80 flags >/dev/null
  eventually answers flags
  grep -q . "$W/page"
  go build --guest unikraft --monitor qemu -t flags
  is 125
  match "$err" "*--guest, --monitor can be said only where there is no build file*--kernel*"
  go build --kernel "$W/http/http" --initrd "$W/none" --block x
  is 125
  match "$err" "*--guest is missing*--monitor is missing*exclude each other*"
}

@test "an initrd or disk is made of a directory, a tar archive or an image's files, and the guest finds them" {
  tar -C "$W/http/site" -czf "$W/site.tar.gz" .
  # An image whose files are the page, in the store and in a layout.
  printf 'version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernel: { from: local, path: http }\nrootfs: { type: raw, include: ["site/index.html:/index.html"] }\n' |
    juke build -q -f - -t page:1 -o "oci:$W/page-layout:1" "$W/http" >/dev/null
  number=0
  for rootfs in "from: local, path: site.tar.gz" "from: local, path: site" "from: page:1" "from: 'oci:$W/page-layout:1'"; do
    number=$((number + 1))
    cp "$W/site.tar.gz" "$W/http/"
    printf 'version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernel: { from: local, path: http }\nrootfs: { %s, type: initrd }\ncmd: [http]\n' "$rootfs" >"$W/http/made"
    go build -f "$W/http/made" -t "made:$number" "$W/http"
    is 0
    juke run -d --name "made$number" -p 127.0.0.1::80 "made:$number" >/dev/null
    eventually answers "made$number"
    same "$(cat "$W/page")" "$(cat "$W/http/site/index.html")" "$rootfs"
    juke rm -f "made$number" >/dev/null
  done
}

@test "an image in an OCI layout is the base, and its kernel stays where it is" {
  juke build -t http -o "oci:$W/base:1" "$W/http" >/dev/null
  printf 'version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernel: { from: "oci:%s:1", path: /.boot/kernel }\nrootfs: { from: "oci:%s:1", path: /.boot/rootfs, type: initrd }\n' \
    "$W/base" "$W/base" >"$W/again"
  go build -f "$W/again" -o "oci:$W/again-layout" --lock "$W/lock.json" "$W/http"
  is 0
  same "$(manifest "$W/again-layout" | jq -r '.annotations["com.urunc.unikernel.initrd"]')" /.boot/rootfs
  same "$(config "$W/again-layout" | jq -c .config.Cmd)" '["http"]' "the base's command"
  same "$(jq -r '.images | length' "$W/lock.json")" 1
  printf 'version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernel: { from: "oci:%s:1", path: /.boot/kernel }\n' "$W/base" >"$W/again"
  go build -f "$W/again" -o "oci:$W/kept" "$W/http"
  is 0
  same "$(manifest "$W/kept" | jq '.layers | length')" "$(($(manifest "$W/base" | jq '.layers | length') + 1))" "layers"
}

@test "all errors of a file are told together, lenient reading warns, --check builds nothing" {
  printf 'version: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernel: { from: local, path: hello }\ncmdd: [x]\nworkdir: x\n' >"$W/hello/wrong"
  go build -f "$W/hello/wrong" -t wrong "$W/hello"
  is 1
  same "$(wc -l <<<"$err")" 2
  match "$err" "*wrong:4:1: unknown key 'cmdd'; did you mean 'cmd'?*wrong:5:10: workdir*"
  sed -i 5d "$W/hello/wrong"
  go build --lenient -f "$W/hello/wrong" -t lenient "$W/hello"
  is 0
  match "$err" "*warning: *wrong:4:1: unknown key 'cmdd'*(ignored)*"
  go build --check -t unbuilt "$W/hello"
  is 0
  same "$out" ""
  no_match "$(juke images)" "*unbuilt*"
  printf '{ a = import ./b; }' >"$W/wrong.nix"
  go build -f "$W/wrong.nix" "$W"
  is 1
  match "$err" "juke: *wrong.nix:1:7: a function is called, which needs Nix itself; *nix-instantiate*"
  mkdir -p "$W/empty"
  go build -t x "$W/empty"
  is 1
  match "$err" "*there is no build file in $W/empty*bunnyfile, Bunnyfile, Containerfile, Dockerfile, args.nix*"
}

@test "what is built again is not built, and --no-cache builds it" {
  sleep 0.1
  first=$(juke build -t cached "$W/http")
  same "$(juke build -t cached "$W/http")" "$first"
  same "$(juke build --no-cache -t cached "$W/http")" "$first"
  cp -R "$W/http" "$W/changed"
  echo more >>"$W/changed/site/index.html"
  no_match "$(juke build -t changed "$W/changed")" "$first"
}

@test "the manual pages name every command and option, and are well-formed" {
  for command in $(juke --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    grep -qE "^\.B.*\b$command\b" "$TOP/docs/man/juke.1" || { echo "juke.1 lacks $command" && return 1; }
  done
  sed 's/\\-/-/g' "$TOP/docs/man/juke-build.1" >"$W/page"
  for option in $(juke build --help | grep -oE -- '--[a-z-]+' | sort -u); do
    [ "$option" = --help ] || grep -qF -- "$option" "$W/page" || { echo "juke-build.1 lacks $option" && return 1; }
  done
  command -v groff >/dev/null || skip "groff is not installed"
  for page in "$TOP"/docs/man/*; do
    same "$(groff -ww -man -Tutf8 -K utf8 "$page" 2>&1 >/dev/null)" "" "$page"
  done
}

@test "the examples of bunnyfiles fit the JSON schema, and mistakes do not" {
  "$PYTHON" -c 'import jsonschema, yaml' 2>/dev/null || skip "python3-jsonschema or python3-yaml is not installed"
  "$PYTHON" - "$TOP" <<'PY'
import glob, json, re, sys, jsonschema, yaml
top = sys.argv[1]
schema = json.load(open(top + '/docs/schema/bunnyfile.json'))
jsonschema.Draft202012Validator.check_schema(schema)
check = jsonschema.Draft202012Validator(schema)
page = open(top + '/docs/man/bunnyfile.5').read()
texts = [t.replace('\\-', '-') for t in re.findall(r'\.EX\n(.*?)\.EE', page, re.S)]
texts += [open(f).read() for f in glob.glob(top + '/examples/*/bunnyfile')]
assert len(texts) > 10, texts
good = yaml.safe_load(texts[0])
for text in texts:
    check.validate(yaml.safe_load(text))
for change in ({'kernal': 1}, {'version': 'x'}, {'rootfs': {'type': 'floppy'}}, {'cmd': 'a'}, {'kernel': {'from': 'local'}}, {'envs': ['A']}):
    assert not check.is_valid(good | change), change
PY
}
