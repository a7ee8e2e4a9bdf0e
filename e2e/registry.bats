#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Registries: what Juke pushes others read, what it pulls runs, and what goes wrong on the way leaves the store as it was.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/daemon
load lib/leaks
load lib/containerd
load lib/docker
load lib/registry

P=127.0.0.1:5000 # open
B=127.0.0.1:5001 # for user "me", password "pass word"

setup_file() {
  private_begin
  command -v docker-registry >/dev/null || skip "docker-registry is not installed"
  command -v htpasswd >/dev/null || skip "htpasswd is not installed"
  mkdir -p "$W/home/run"
  private_etc
  htpasswd -Bbn me "pass word" >"$W/htpasswd"
  registry open 5000
  registry closed 5001 "$W/htpasswd"
  cp -R "$TOP/examples/hello" "$W/hello"
  cp "$GUESTS/hello" "$W/hello/hello"
  juke build -t hello "$W/hello" >/dev/null
  # A layer that takes a moment.
  mkdir -p "$W/big"
  head -c 150000000 /dev/urandom >"$W/big/noise"
  "$PYTHON" "$LIB/image.py" "$W/big" "$W/big.tar" localhost/big:1 '{"Cmd":["x"]}'
  juke load -i "$W/big.tar" >/dev/null
  rm -rf "$W/big"
}
teardown_file() {
  [ -n "${W:-}" ] || return 0
  daemon_end open
  daemon_end closed
  private_end
}

@test "what is pushed is pulled with the same digest, and runs" {
  go push hello $P/team/hello:1
  is 0
  same "$out" "$(digest_of hello)"
  same "$err" ""
  ROOT=$W/other go pull $P/team/hello:1
  is 0
  match "$out" "sha256:*"
  same "$(ROOT=$W/other digest_of $P/team/hello:1)" "$(digest_of hello)"
  ROOT=$W/other go run --rm $P/team/hello:1 -- a "b c"
  is 0
  match "$out" $'*arg\\[0\\]=a\narg\\[1\\]=b c'
}

@test "a second push and a push to a neighbour send no layer again" {
  juke push hello $P/team/hello:1
  juke tag hello $P/team/hello:1
  sent() { grep -c '"PATCH\|"PUT /v2/[^ ]*uploads' "$W/open.out" || true; }
  before=$(sent)
  juke push $P/team/hello:1
  juke push hello $P/neighbour/hello:2
  same "$(sent)" "$before"
  same "$(ns skopeo inspect --tls-verify=false --format '{{.Digest}}' docker://$P/neighbour/hello:2)" "$(digest_of hello)"
}

@test "skopeo reads what was pushed, annotations and all, and juke pulls what skopeo pushed" {
  command -v skopeo >/dev/null || skip "skopeo is not installed"
  juke push hello $P/team/hello:1
  ns skopeo inspect --raw --tls-verify=false docker://$P/team/hello:1 >"$W/raw"
  same "$(jq -r '.annotations["com.urunc.unikernel.unikernelType"]' "$W/raw")" unikraft
  ns skopeo copy --dest-tls-verify=false --src-tls-verify=false docker://$P/team/hello:1 docker://$P/skopeo/hello:2
  go pull $P/skopeo/hello:2
  is 0
}

@test "podman reads what was pushed, and juke pulls what podman pushed" {
  command -v podman >/dev/null || skip "podman is not installed"
  juke push hello $P/team/hello:1
  pm() { ns podman --root "$W/p" --runroot "$W/pr" --storage-driver vfs --tmpdir "$W/pt" "$@"; }
  pm pull -q --tls-verify=false $P/team/hello:1
  pm push -q --tls-verify=false $P/team/hello:1 $P/podman/hello:1
  ROOT=$W/podmans go pull $P/podman/hello:1
  is 0
  ROOT=$W/podmans go run --rm $P/podman/hello:1
  match "$out" "Hello from Juke!*"
}

@test "ctr and docker pull what was pushed and run it; containerd: and docker-daemon: take images without a registry" {
  containerd_begin
  private_etc() { :; } # it is private since setup_file
  docker_begin
  juke push hello $P/team/hello:1
  ct images pull --plain-http $P/team/hello:1
  ct images tag $P/team/hello:1 localhost/pulled:1
  ct_run pulled --rm localhost/pulled:1 >"$W/out"
  match "$(tr -d '\r' <"$W/out")" "Hello from Juke!*"
  dk pull -q $P/team/hello:1
  match "$(dk run --rm $P/team/hello:1)" "Hello from Juke!*"
  CONTAINERD_ADDRESS=$W/ctd/sock go push hello containerd:other
  is 0
  digest=$(ct -n other images ls | awk '$1 == "localhost/hello:latest" { print $3 }')
  same "$(ct -n other content get "$digest" | jq -r '.annotations["com.urunc.unikernel.binary"]')" /.boot/kernel
  DOCKER_HOST=unix://$W/docker/sock go push hello docker-daemon:from/juke:1
  is 0
  match "$(dk run --rm localhost/from/juke:1)" "Hello from Juke!*"
  DOCKER_HOST=unix://$W/nobody go push hello docker-daemon:
  is 1
  match "$err" "juke: docker load failed: *nobody*"
  dk rmi -f localhost/from/juke:1 $P/team/hello:1 >/dev/null
  ct -n other images rm localhost/hello:latest
  ct -n other namespace rm other 2>/dev/null || true
  daemon_end dockerd
  containerd_end
}

@test "an index of two builds: pushed whole, read by skopeo, and each machine gets its own" {
  # The same kernel, said to be another machine's: only the index is tested here.
  unikernel "$W/arm-root" "$GUESTS/hello"
  "$PYTHON" "$LIB/image.py" "$W/arm-root" "$W/arm.tar" localhost/hello-arm:1 '{"Cmd":["hello"],"architecture":"arm64"}'
  juke load -i "$W/arm.tar" >/dev/null
  go index create -t both hello hello-arm:1
  is 0
  whole=$out
  go push both $P/team/both:1
  is 0
  same "$out" "$whole"
  same "$(ns skopeo inspect --raw --tls-verify=false docker://$P/team/both:1 | jq -r '[.manifests[].platform.architecture] | join(" ")')" "amd64 arm64"
  juke run --rm both >"$W/out"
  match "$(cat "$W/out")" "Hello from Juke!*"
  ROOT=$W/mine juke pull $P/team/both:1 >/dev/null
  same "$(ROOT=$W/mine digest_of $P/team/both:1)" "$(digest_of hello)"
  ROOT=$W/arm juke pull --platform linux/arm64 $P/team/both:1 >/dev/null
  same "$(ROOT=$W/arm digest_of $P/team/both:1)" "$(digest_of hello-arm:1)"
  ROOT=$W/arm go pull --platform linux/s390x $P/team/both:1
  is 1
  match "$err" "*holds nothing for linux/s390x, only for linux/amd64, linux/arm64*"
  juke save -o "$W/both.tar" both
  same "$(skopeo inspect --raw "oci-archive:$W/both.tar" | jq '.manifests | length')" 2
  juke rmi both >/dev/null
  go run --rm hello
  is 0
}

@test "a push goes on after the registry was killed in the middle of it and started again" {
  juke push --progress json big:1 $P/team/big:1 >"$W/pushed" 2>"$W/push.err" </dev/null &
  pushing=$!
  uploading() { [ -n "$(find "$W/open" -path '*_uploads*' -name data -size +1M 2>/dev/null)" ]; }
  eventually uploading
  daemon_end open KILL
  registry_start open 5000
  wait $pushing || { cat "$W/push.err" && return 1; }
  same "$(cat "$W/pushed")" "$(digest_of big:1)"
  ROOT=$W/bigs juke pull $P/team/big:1 >/dev/null
  same "$(ROOT=$W/bigs digest_of $P/team/big:1)" "$(digest_of big:1)"
}

@test "a registry that was killed and does not come back is an error; a pull then leaves nothing" {
  juke push big:1 $P/team/big:1 >/dev/null
  mkdir -p "$W/empty"
  ROOT=$W/empty juke build -t hello "$W/hello" >/dev/null
  before=$(store_files "$W/empty")
  ROOT=$W/empty juke pull $P/team/big:1 >"$W/out" 2>"$W/err" </dev/null &
  pulling=$!
  arriving() { [ -n "$(find "$W/empty/images/tmp" -name '.blob*' -size +1M 2>/dev/null)" ]; }
  eventually arriving
  daemon_end open KILL
  status=0
  wait $pulling || status=$?
  is 1
  match "$(cat "$W/err")" "juke: $P*; *"
  same "$(store_files "$W/empty")" "$before"
  same "$(find "$W/empty/images/tmp" -mindepth 1)" ""
  registry_start open 5000
}

@test "a full disk and a disk that cannot be written leave the store as it was" {
  juke push big:1 $P/team/big:1 >/dev/null
  juke push hello $P/team/hello:1 >/dev/null
  mkdir -p "$W/full"
  ns mount -t tmpfs -o size=20m full "$W/full"
  ROOT=$W/full juke pull $P/team/hello:1 >/dev/null
  before=$(store_files "$W/full")
  ROOT=$W/full go pull $P/team/big:1
  is 1
  match "$err" "juke: *No space left on device*"
  same "$(store_files "$W/full")" "$before"
  ns mount -o remount,ro "$W/full"
  ROOT=$W/full go pull $P/team/big:1
  is 1
  match "$err" "juke: *ead-only file system*"
  ns mount -o remount,rw "$W/full"
  same "$(store_files "$W/full")" "$before"
  ROOT=$W/full go run --rm $P/team/hello:1
  is 0
  ns umount "$W/full"
}

@test "who is asked for a password is told how to log in; a login is checked, kept for its owner, and shared with podman" {
  go push hello $B/me/hello:1
  is 1
  match "$err" "juke: $B/v2/me/hello/*401*juke login $B*"
  status=0
  printf wrong | juke login -u me $B >"$W/out" 2>"$W/err" || status=$?
  is 1
  match "$(cat "$W/err")" "*401*"
  no_match "$(cat "$W/err")" "*wrong*"
  [ ! -e "$W/home/run/containers/auth.json" ]
  printf 'pass word' | juke login -u me $B
  same "$(stat -c %a "$W/home/run/containers/auth.json")" 600
  go push hello $B/me/hello:1
  is 0
  ROOT=$W/logged go pull $B/me/hello:1
  is 0
  same "$(ns env XDG_RUNTIME_DIR="$W/home/run" podman --root "$W/p" --runroot "$W/pr" --storage-driver vfs login --get-login $B)" me
  juke logout $B
  go pull $B/me/hello:1
  is 1
  go login -u me -p "pass word" $B
  is 125
  match "$err" "*can be read by everybody*"
}

@test "docker's config.json and credential helpers are read" {
  mkdir -p "$W/home/.docker" "$W/bin"
  printf '{"auths":{"%s":{"auth":"%s"}}}' $B "$(printf 'me:pass word' | base64)" >"$W/home/.docker/config.json"
  go push hello $B/me/hello:2
  is 0
  printf '#!/bin/sh\ncat >/dev/null\necho "{\\"Username\\":\\"me\\",\\"Secret\\":\\"pass word\\"}"\n' >"$W/bin/docker-credential-e2e"
  chmod 755 "$W/bin/docker-credential-e2e"
  printf '{"credsStore":"e2e"}' >"$W/home/.docker/config.json"
  ROOT=$W/helped go pull $B/me/hello:2
  is 0
  rm -rf "$W/home/.docker"
  go pull --creds "me:pass word" $B/me/hello:2
  is 0
  go pull --creds me:no $B/me/hello:2
  is 1
  match "$err" "*401*"
}

@test "what cannot be reached, does not answer or is not there is one line that says so" {
  before=$(store_files "$W/root")
  go pull 127.0.0.1:9/x
  is 1
  match "$err" "juke: 127.0.0.1:9 cannot be reached: *"
  go pull $P/team/nothing:1
  is 1
  match "$err" "juke: $P/v2/team/nothing/manifests/1: 404 *UNKNOWN*; check the name and the tag"
  ns_exec socat TCP-LISTEN:5999,bind=127.0.0.1,fork,reuseaddr EXEC:"sleep 60" &
  silent=$!
  eventually ns sh -c 'ss -Hltn | grep -q :5999'
  STALL=1 go pull 127.0.0.1:5999/x
  is 1
  match "$err" "juke: 127.0.0.1:5999/v2/: no byte came for 1 s; *"
  kill $silent
  go pull localhost/hello
  is 125
  match "$err" "*names no registry: it is this machine's own name*"
  same "$(store_files "$W/root")" "$before"
}

@test "a TLS server that nobody vouches for is refused, until it is trusted" {
  command -v openssl >/dev/null || skip "openssl is not installed"
  ns ip addr add 10.99.0.1/32 dev lo
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=e2e -addext subjectAltName=IP:10.99.0.1 \
    -keyout "$W/key.pem" -out "$W/cert.pem" 2>/dev/null
  mkdir -p "$W/tls"
  printf 'version: 0.1\nstorage: { filesystem: { rootdirectory: %s } }\nhttp: { addr: "10.99.0.1:5443", secret: x, tls: { certificate: %s, key: %s } }\n' \
    "$W/tls" "$W/cert.pem" "$W/key.pem" >"$W/tls.yml"
  daemon tls docker-registry serve "$W/tls.yml"
  eventually ns curl -sk -o /dev/null https://10.99.0.1:5443/v2/
  go push hello 10.99.0.1:5443/a:1
  is 1
  match "$err" "juke: 10.99.0.1:5443: no trusted connection (TLS)*certs.d/10.99.0.1:5443/ca.crt*"
  go push --tls-verify=false hello 10.99.0.1:5443/a:1
  is 0
  etc containers/certs.d/10.99.0.1:5443/ca.crt <"$W/cert.pem"
  ROOT=$W/trusting go pull 10.99.0.1:5443/a:1
  is 0
  # Without TLS, only when that is wanted.
  ns_exec socat TCP-LISTEN:5080,bind=10.99.0.1,fork,reuseaddr TCP:$P &
  plain=$!
  eventually ns sh -c 'ss -Hltn | grep -q :5080'
  go pull 10.99.0.1:5080/team/hello:1
  is 1
  match "$err" "juke: 10.99.0.1:5080: no trusted connection (TLS)*"
  go pull --tls-verify=false 10.99.0.1:5080/team/hello:1
  is 0
  kill $plain
  daemon_end tls
}
