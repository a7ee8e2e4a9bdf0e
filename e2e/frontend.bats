#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `docker build` with Juke as the frontend (docs/buildkit.md), by a real dockerd with BuildKit and a registry of the test's own.
# shellcheck disable=SC2154,SC2034 # bats and the helpers set or read them

SHIM=io.containerd.runc.v2
load lib/common
load lib/daemon
load lib/docker
load lib/registry

setup_file() {
  command -v docker-registry >/dev/null || skip "docker-registry is not installed"
  command -v skopeo >/dev/null || skip "skopeo is not installed"
  private_begin
  docker_begin
  registry registry 5000
  "$TOP/tools/frontend-image" juke "$W/juke.tar"
  push juke
  busybox_root "$W/bb"
  "$PYTHON" "$LIB/image.py" "$W/bb" "$W/bb.tar" bb:latest '{"Cmd":["/bin/sh"],"Env":["PATH=/bin"],"WorkingDir":"/www","ExposedPorts":{"80/tcp":{}}}'
  push bb
  mkdir -p "$W/kernel/boot"
  cp "$GUESTS/hello" "$W/kernel/boot/hello"
  "$PYTHON" "$LIB/image.py" "$W/kernel" "$W/kernel.tar" kernel:latest '{"Cmd":["hello"],"Labels":{"made":"by hand"}}'
  push kernel
}
teardown_file() {
  docker_end
  daemon_end registry
  private_end
}
setup() {
  D=$W/context
  rm -rf "$D"
  mkdir -p "$D"
  cp "$GUESTS/hello" "$D/app.elf"
}
teardown() { docker_clean; }

# push NAME: $W/NAME.tar goes to the registry.
push() { ns skopeo copy -q --dest-tls-verify=false "docker-archive:$W/$1.tar" "docker://127.0.0.1:5000/$1:latest"; }

# bk FILE [FLAG…]: docker build of the context, as image "built". What it prints is in $output, its exit code in $status.
bk() {
  local file=$1
  shift
  status=0
  ns env DOCKER_BUILDKIT=1 timeout -k 5 "$PATIENCE" "$DOCKER" --config "$W/docker" -H "unix://$W/docker/sock" \
    build --progress plain -f "$D/$file" -t built "$@" "$D" >"$W/out" 2>&1 </dev/null || status=$?
  output=$(cat "$W/out")
  printf 'docker build -f %s %s: exit code %s\n%s\n' "$file" "$*" "$status" "$output"
}

# told ARCHIVE: what an image of a docker-archive says of how to run it, and each of its layers, lowest first, as a list of what it holds.
told() {
  local directory=$W/told layer
  rm -rf "$directory"
  mkdir -p "$directory"
  tar -xf "$1" -C "$directory"
  jq -S '{architecture, os, created, config: (.config | {Cmd, Entrypoint, Env, Labels, WorkingDir, User, ExposedPorts, Volumes, StopSignal}
    | map_values(select(. != null and . != "" and . != [] and . != {})))}' "$directory/$(jq -r '.[0].Config' "$directory/manifest.json")"
  for layer in $(jq -r '.[0].Layers[]' "$directory/manifest.json"); do
    echo "layer:"
    TZ=UTC tar -tvf "$directory/$layer" --full-time --numeric-owner | sed 's|\./||' | sort -k 6
    tar -xOf "$directory/$layer" urunc.json 2>/dev/null || true
  done
}

# as_juke FILE [FLAG…]: what docker build made is what juke build makes: configuration, layers, files, times, and what they say.
as_juke() {
  local file=$1
  shift
  go build -f "$D/$file" -t same -o "docker-archive:$W/juke-built.tar" "$@" "$D"
  is 0
  told "$W/juke-built.tar" >"$W/theirs"
  saved >"$W/ours"
  diff "$W/theirs" "$W/ours"
}

# saved: what is told of what docker build made.
saved() {
  dk save -o "$W/saved.tar" built
  told "$W/saved.tar"
}
uruncjson() { saved | grep '^{"'; }
pairs() { dk image inspect built | jq -c '.[0].Config.Labels'; }
@test "example A, everything local: the image of juke build, and it runs" {
  mkdir "$D/out"
  (cd "$TOP/examples/hello" && echo bunnyfile | cpio -o -H newc --quiet) >"$D/out/fs.cpio"
  cat >"$D/bunnyfile" <<'EOF'
#syntax=localhost:5000/juke
version: v0.1
platforms: { framework: unikraft, version: 0.17.0, monitor: qemu, architecture: x86 }
rootfs: { from: local, path: out/fs.cpio }
kernel: { from: local, path: app.elf }
cmd: ["hello", "a b"]
EOF
  bk bunnyfile
  [ "$status" = 0 ]
  as_juke bunnyfile
  same "$(uruncjson | jq -r '.["com.urunc.unikernel.initrd"] | @base64d')" /.boot/rootfs
  dr run --rm --runtime juke built
  [ "$status" = 0 ]
  match "$out" "*arg\[1]=a b*"
}

@test "example B, files that are shown to the guest: the image of juke build" {
  mkdir -p "$D/conf/deep"
  echo one >"$D/conf/redis.conf"
  ln -s redis.conf "$D/conf/link"
  cat >"$D/bunnyfile" <<'EOF'
#syntax=localhost:5000/juke
version: v0.1
platforms: { framework: linux, monitor: qemu }
rootfs: { from: scratch, type: raw, include: ["conf/:/conf"] }
kernel: { from: local, path: app.elf }
cmd: [redis-server, /data/conf/redis.conf]
EOF
  bk bunnyfile
  [ "$status" = 0 ]
  as_juke bunnyfile
}

@test "an initrd that is made of files: the image of juke build, and it runs" {
  mkdir -p "$D/files"
  seq 1000 >"$D/files/numbers"
  cat >"$D/bunnyfile" <<'EOF'
#syntax=localhost:5000/juke
version: v0.1
platforms: { framework: unikraft, monitor: qemu }
rootfs: { from: scratch, type: initrd, include: ["files/:/files", "app.elf:/bin/"] }
kernel: { from: local, path: app.elf }
entrypoint: [hello]
cmd: [mem]
envs: [A=1, "B=two words"]
EOF
  bk bunnyfile
  [ "$status" = 0 ]
  as_juke bunnyfile
  dr run --rm --runtime juke built
  [ "$status" = 0 ]
  match "$out" "*mem:*"
}

@test "example D, an ordinary image with a kernel of another: base, files and configuration are kept" {
  cat >"$D/bunnyfile" <<'EOF'
#syntax=localhost:5000/juke
version: v0.1
platforms: { framework: linux, monitor: qemu }
rootfs:
  from: localhost:5000/bb
  type: raw
  include:
    - { from: "localhost:5000/kernel", source: /boot/hello, destination: /urunit }
kernel: { from: "localhost:5000/kernel", path: /boot/hello }
entrypoint: ["/urunit"]
EOF
  bk bunnyfile
  [ "$status" = 0 ]
  same "$(uruncjson)" '{"com.urunc.unikernel.binary":"Ly5ib290L2tlcm5lbA==","com.urunc.unikernel.cmdline":"","com.urunc.unikernel.hypervisor":"cWVtdQ==","com.urunc.unikernel.mountRootfs":"dHJ1ZQ==","com.urunc.unikernel.unikernelType":"bGludXg="}'
  same "$(dk image inspect -f '{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{.Config.WorkingDir}}' built)" '["/urunit"] ["/bin/sh"] /www'
  match "$(saved)" "*www/index.html*urunit*.boot/kernel*urunc.json*"
  as_juke bunnyfile
}

@test "a kernel out of an image keeps that image, and it runs" {
  cat >"$D/bunnyfile" <<'EOF'
#syntax=localhost:5000/juke
version: v0.1
platforms: { framework: unikraft, monitor: qemu }
kernel: { from: "localhost:5000/kernel", path: /boot/hello }
cmd: [hello, kept]
EOF
  bk bunnyfile
  [ "$status" = 0 ]
  match "$(pairs)" '*"com.urunc.unikernel.binary":"/boot/hello"*"made":"by hand"*'
  as_juke bunnyfile
  dr run --rm --runtime juke built
  match "$out" "*arg\[1]=kept*"
}

@test "a Containerfile with stages, RUN and arguments is built by BuildKit, and runs" {
  cat >"$D/Containerfile" <<'EOF'
# syntax=localhost:5000/juke
FROM localhost:5000/bb AS build
ARG GREETING=none
RUN mkdir /out && echo "hello $GREETING" >/out/greeting && busybox id >>/out/greeting
FROM scratch AS other
COPY nothing /nothing
FROM scratch AS wanted
COPY --from=build /out /data
COPY app.elf /unikernel/hello
LABEL com.urunc.unikernel.unikernelType=unikraft com.urunc.unikernel.hypervisor=qemu \
  com.urunc.unikernel.binary=/unikernel/hello com.urunc.unikernel.mountRootfs=false
ENV A=1
CMD ["hello", "from a Containerfile"]
FROM missing
EOF
  echo big >"$D/ignored"
  echo ignored >"$D/.dockerignore"
  bk Containerfile --target wanted --build-arg GREETING=you --label x=y
  [ "$status" = 0 ]
  no_match "$output" "*warning*"
  # Labels are as they are written; what follows from them stands in urunc.json alone.
  same "$(pairs)" '{"com.urunc.unikernel.binary":"/unikernel/hello","com.urunc.unikernel.hypervisor":"qemu","com.urunc.unikernel.mountRootfs":"false","com.urunc.unikernel.unikernelType":"unikraft","x":"y"}'
  same "$(uruncjson | jq -r 'map_values(@base64d) | to_entries[] | .key + "=" + .value' | sort | tr '\n' ' ')" \
    "com.urunc.unikernel.binary=/unikernel/hello com.urunc.unikernel.hypervisor=qemu com.urunc.unikernel.mountRootfs=false com.urunc.unikernel.unikernelType=unikraft "
  match "$(saved)" "*data/greeting*"
  dr run --rm --runtime juke built
  [ "$status" = 0 ]
  match "$out" "*arg\[1]=from a Containerfile*"
}

@test "a Containerfile without labels gets a kernel and a first process from the images that are named" {
  mkdir -p "$W/parts/.boot"
  cp "$GUESTS/hello" "$W/parts/.boot/kernel"
  cp "$GUESTS/hello" "$W/parts/urunit"
  "$PYTHON" "$LIB/image.py" "$W/parts" "$W/parts.tar" parts:latest '{}'
  push parts
  printf '#syntax=localhost:5000/juke\nFROM localhost:5000/bb\nCMD ["/bin/date"]\n' >"$D/Dockerfile"
  bk Dockerfile
  [ "$status" != 0 ]
  match "$output" "*Dockerfile: no label names the kernel*"
  bk Dockerfile --build-arg JUKE_KERNEL_IMAGE=localhost:5000/parts --build-arg JUKE_INIT_IMAGE=localhost:5000/parts
  [ "$status" = 0 ]
  same "$(dk image inspect -f '{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{len .Config.Labels}}' built)" '["/urunit"] ["/bin/date"] 0'
  same "$(uruncjson)" '{"com.urunc.unikernel.binary":"Ly5ib290L2tlcm5lbA==","com.urunc.unikernel.hypervisor":"cWVtdQ==","com.urunc.unikernel.mountRootfs":"dHJ1ZQ==","com.urunc.unikernel.unikernelType":"bGludXg="}'
}

@test "errors reach the user as juke build says them, with line and column" {
  printf '#syntax=localhost:5000/juke\nversion: v0.1\nplatforms: { framework: unikraft, monitor: qemu }\nkernel: { from: local, path: app.elf }\ncmdd: [x]\n' >"$D/wrong"
  bk wrong
  [ "$status" != 0 ]
  match "$output" "*wrong:5:1: *cmdd*cmd*"
  sed -i 's/^cmdd.*/cmd: [x]/; s/app.elf/nowhere/' "$D/wrong"
  bk wrong
  match "$output" "*wrong:4:30: 'nowhere' does not exist*"
  echo "I am no kernel" >"$D/nowhere"
  bk wrong
  [ "$status" != 0 ]
  match "$output" "*failed to solve*nowhere*"
  no_match "$output" "*/run/juke*"
  printf '#syntax=localhost:5000/juke\nFROM scratch\nCOPPY a b\n' >"$D/wrong"
  bk wrong
  match "$output" "*line 3*COPPY*"
  printf '#syntax=localhost:5000/juke\nversion: v0.1\nplatforms: {framework: unikraft, monitor: qemu}\nkernel: {from: "localhost:5000/none", path: /k}\n' >"$D/wrong"
  bk wrong
  match "$output" "*localhost:5000/none*not found*"
  same "$(dk images -q wrong)" ""
}

@test "a build without a change does nothing again, --no-cache does, and the digest is the same" {
  printf '#syntax=localhost:5000/juke\nversion: v0.1\nplatforms: {framework: unikraft, monitor: qemu}\nkernel: {from: local, path: app.elf}\ncmd: [x]\n' >"$D/bunnyfile"
  bk bunnyfile
  id=$(dk images -q --no-trunc built)
  bk bunnyfile
  match "$output" "*package bunnyfile*CACHED*"
  bk bunnyfile --no-cache
  match "$output" "*package bunnyfile*DONE*"
  no_match "$output" "*package bunnyfile*CACHED*package*"
  same "$(dk images -q --no-trunc built)" "$id"
  bk bunnyfile --build-arg SOURCE_DATE_EPOCH=86400 --label a=b
  same "$(dk image inspect -f '{{.Created}} {{.Config.Labels.a}}' built)" "1970-01-02T00:00:00Z b"
}

@test "one processor is enough" {
  printf '#syntax=localhost:5000/juke\nversion: v0.1\nplatforms: {framework: unikraft, monitor: qemu}\nkernel: {from: local, path: app.elf}\ncmd: [one]\n' >"$D/bunnyfile"
  all=$(taskset -cp "$(daemon_pid dockerd)" | sed 's/.*: //')
  taskset -acp "${all%%[-,]*}" "$(daemon_pid dockerd)" >/dev/null
  bk bunnyfile --no-cache
  taskset -acp "$all" "$(daemon_pid dockerd)" >/dev/null
  [ "$status" = 0 ]
}

@test "BUILDKIT_SYNTAX names the frontend for a file that does not" {
  printf 'version: v0.1\nplatforms: {framework: unikraft, monitor: qemu}\nkernel: {from: local, path: app.elf}\ncmd: [x]\n' >"$D/bunnyfile"
  bk bunnyfile --build-arg BUILDKIT_SYNTAX=localhost:5000/juke
  [ "$status" = 0 ]
  match "$(pairs)" '*"com.urunc.unikernel.binary":"/.boot/kernel"*'
}

# A BuildKit of its own, which Debian 12 does not have. It keeps annotations, and images for several platforms.
buildctl_build() { # FILE [FLAG…]
  local file=$1
  shift
  status=0
  ns env PATH="$(daemon_path):$PATH" timeout -k 5 "$PATIENCE" buildctl --addr "unix://$W/buildkitd.sock" build --progress plain \
    --frontend dockerfile.v0 --opt "filename=$file" --local "context=$D" --local "dockerfile=$D" \
    --output type=image,name=localhost:5000/built,push=true,oci-mediatypes=true "$@" >"$W/out" 2>&1 || status=$?
  output=$(cat "$W/out")
  printf 'buildctl build %s %s: exit code %s\n%s\n' "$file" "$*" "$status" "$output"
}
buildkitd_answers() { ns env PATH="$PATH" buildctl --addr "unix://$W/buildkitd.sock" debug workers >/dev/null 2>&1; }
raw() { ns skopeo inspect --raw --tls-verify=false "docker://localhost:5000/built$1"; }

@test "BuildKit alone keeps the annotations, and makes an index of several platforms" {
  command -v buildkitd >/dev/null && command -v buildctl >/dev/null || skip "buildkitd is not installed; tried with 0.11.6"
  ln -sf "$(command -v buildkitd)" "$(command -v buildctl)" "$W/bin/"
  daemon buildkitd buildkitd --root "$W/buildkit" --addr "unix://$W/buildkitd.sock" --oci-worker=true --containerd-worker=false --oci-worker-net=host
  eventually buildkitd_answers
  printf '#syntax=localhost:5000/juke\nversion: v0.1\nplatforms: {framework: unikraft, monitor: qemu}\nkernel: {from: local, path: app.elf}\ncmd: [x]\n' >"$D/bunnyfile"
  printf '#syntax=localhost:5000/juke\nFROM localhost:5000/bb\nRUN echo made >/made\nCOPY app.elf /k\nLABEL com.urunc.unikernel.unikernelType=unikraft com.urunc.unikernel.binary=/k\n' >"$D/Containerfile"
  buildctl_build bunnyfile
  [ "$status" = 0 ]
  go build -f "$D/bunnyfile" -o "oci:$W/layout:x" "$D"
  same "$(raw "" | jq -cS .annotations)" "$(skopeo inspect --raw "oci:$W/layout:x" | jq -cS .annotations)"
  buildctl_build Containerfile
  [ "$status" = 0 ]
  same "$(raw "" | jq -c .annotations)" '{"com.urunc.unikernel.binary":"/k","com.urunc.unikernel.hypervisor":"qemu","com.urunc.unikernel.mountRootfs":"true","com.urunc.unikernel.unikernelType":"unikraft"}'
  buildctl_build bunnyfile --opt platform=linux/amd64,linux/amd64/v2
  [ "$status" = 0 ]
  same "$(raw "" | jq -r '.manifests[].platform | .os + "/" + .architecture + "/" + .variant' | tr '\n' ' ')" "linux/amd64/ linux/amd64/v2 "
  same "$(raw "@$(raw "" | jq -r '.manifests[1].digest')" | jq -r '.annotations["com.urunc.unikernel.binary"]')" /.boot/kernel
  buildctl_build bunnyfile --opt platform=linux/arm64
  match "$output" "*image is for linux/amd64, but linux/arm64 is asked for*"
  daemon_end buildkitd
}
