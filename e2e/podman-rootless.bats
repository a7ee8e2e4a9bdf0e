#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Podman without root: a made-up user, with ids of its own, who owns nothing on this machine.
# shellcheck disable=SC2154

load lib/common
load lib/podman
load lib/leaks

USER_ID=30303

setup_file() {
  local missing
  for missing in newuidmap slirp4netns; do
    command -v $missing >/dev/null || skip "$missing is not installed"
  done
  unshare -U true 2>/dev/null || skip "there are no user namespaces here"
  CGROUP2=hide private_begin
  podman_begin
  mkdir -p "$W/user" "$W/user/home" "$W/xdg"
  for file in passwd group subuid subgid; do
    cp "/etc/$file" "$W/$file" 2>/dev/null || : >"$W/$file"
  done
  echo "juketest:x:$USER_ID:$USER_ID::$W/user/home:/bin/sh" >>"$W/passwd"
  echo "juketest:x:$USER_ID:" >>"$W/group"
  echo "juketest:400000:65536" | tee -a "$W/subuid" >>"$W/subgid"
  for file in passwd group subuid subgid; do
    ns mount --bind "$W/$file" "/etc/$file"
  done
  sed "s|$W/cni|$W/user/cni|" "$CONTAINERS_CONF" >"$W/user/containers.conf"
  chown -R $USER_ID:$USER_ID "$W/user" "$W/xdg"
  chmod 700 "$W/xdg"
  open_tun
  for name in http hello; do
    unikernel "$W/rootfs-$name" "$GUESTS/$name"
    "$PYTHON" "$LIB/image.py" "$W/rootfs-$name" "$W/$name.tar" "localhost/$name:latest" "{\"Cmd\":[\"$name\"]}"
  done
  for name in http hello; do
    upm load -qi "$W/$name.tar" || skip "rootless Podman does not work here"
  done
}
teardown_file() {
  local pid
  [ -z "${W:-}" ] || upm rm -af -t 0 >/dev/null 2>&1 || true
  # What keeps the user's namespaces open.
  for pid in $(ps -eo pid=,uid= | awk -v uid=$USER_ID '$2 == uid || ($2 >= 400000 && $2 < 465536) { print $1 }'); do
    kill -9 "$pid" 2>/dev/null || true
  done
  private_end
}
teardown() { upm rm -af -t 0 >/dev/null 2>&1 || true; }

# Podman as that user.
upm() {
  ns setpriv --reuid $USER_ID --regid $USER_ID --clear-groups --reset-env \
    env -C / HOME="$W/user/home" XDG_RUNTIME_DIR="$W/xdg" CONTAINERS_CONF="$W/user/containers.conf" PATH=/usr/bin:/bin \
    timeout -k 5 "$PATIENCE" podman --root "$W/user/st" --runroot "$W/user/rr" --storage-driver vfs --runtime "$RT" "$@"
}
uprun() {
  status=0
  upm "$@" >"$W/out" 2>"$W/err" </dev/null || status=$?
  out=$(cat "$W/out")
  output=$(cat "$W/out" "$W/err")
  printf 'podman %s: exit code %s\n%s\n' "$*" "$status" "$output"
}
said() { upm logs "$1" 2>&1 | grep -qF -- "$2"; }

@test "a guest runs, with its arguments, environment and exit code" {
  uprun run --rm --network none -e 'X=two words' localhost/hello 'a b' exit=7
  [ "$status" = 7 ]
  match "$out" "*arg[[]0]=a b*"
  match "$out" "*X=two words*"
}

@test "a guest has the network of slirp4netns, and its published port answers" {
  uprun run -d --name w --network slirp4netns:port_handler=slirp4netns -p 8083:80 localhost/http
  [ "$status" = 0 ]
  eventually said w "listening on"
  eventually fetch -o /dev/null http://127.0.0.1:8083/
  pid=$(upm inspect -f '{{.State.Pid}}' w)
  monitor=$(head -n1 "/proc/$pid/task/$pid/children" | tr -d ' ')
  uid=$(awk '/^Uid/ { print $2 }' "/proc/$monitor/status")
  [ "$uid" -ge 400000 ]
  upm stop w >/dev/null
  same "$(upm inspect -f '{{.State.ExitCode}}' w)" 0
  said w "power button, bye"
}

@test "stop, start and rm -f leave no process" {
  uprun run -d --name w --network none localhost/hello sleep=1000
  eventually said w "arg[0]"
  upm stop -t 5 w >/dev/null
  upm start w >/dev/null
  eventually said w "power button"
  upm rm -f -t 0 w >/dev/null
  nobody() { ! ps -eo user:20,args | grep -v grep | grep -q "juketest.*qemu\|^4[0-9]*.*qemu-system"; }
  eventually nobody
}
