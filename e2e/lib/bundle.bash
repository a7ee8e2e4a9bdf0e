# SPDX-License-Identifier: Apache-2.0
# Bundles made by hand, and the runtime called as a client calls it.
# shellcheck shell=bash disable=SC2034 # the tests read what is set here

# base_config: what clients write, without a command.
base_config() {
  jq -n --arg group "/$MARK/$1" '{
    ociVersion: "1.0.2",
    process: {user: {uid: 0, gid: 0}, args: ["app"], cwd: "/", env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
      capabilities: ({} | .bounding = ["CAP_KILL"] | .effective = ["CAP_KILL"] | .permitted = ["CAP_KILL"])},
    root: {path: "rootfs"}, hostname: "juke-test",
    mounts: [{destination: "/proc", type: "proc", source: "proc"},
      {destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "strictatime", "mode=755", "size=65536k"]},
      {destination: "/dev/pts", type: "devpts", source: "devpts", options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]}],
    linux: {cgroupsPath: $group, namespaces: [{type: "pid"}, {type: "network"}, {type: "ipc"}, {type: "uts"}, {type: "mount"}]}}'
}

# bundle ID GUEST [JQ-FILTER…]: $W/b/ID with the guest's kernel; the filters change config.json.
bundle() {
  local id=$1 guest=$2
  shift 2
  mkdir -p "$W/b/$id"
  unikernel "$W/b/$id/rootfs" "$GUESTS/$guest"
  base_config "$id" >"$W/b/$id/config.json"
  [ $# -eq 0 ] || edit "$id" "$@"
}

# ordinary_bundle ID [JQ-FILTER…]
ordinary_bundle() {
  local id=$1
  shift
  mkdir -p "$W/b/$id"
  [ -d "$W/bb" ] || busybox_root "$W/bb"
  cp -a "$W/bb" "$W/b/$id/rootfs"
  base_config "$id" >"$W/b/$id/config.json"
  [ $# -eq 0 ] || edit "$id" "$@"
}

# edit ID JQ-FILTER…
edit() {
  local id=$1 filter
  shift
  for filter; do
    jq -c "$filter" "$W/b/$id/config.json" >"$W/b/$id/config.new"
    mv "$W/b/$id/config.new" "$W/b/$id/config.json"
  done
}

# rt VERB…: the runtime; sets status, out, err and output (both).
rt() {
  status=0
  ns timeout -k 5 "$PATIENCE" "$RT" "$@" >"$W/rt.out" 2>"$W/rt.err" </dev/null || status=$?
  out=$(cat "$W/rt.out") err=$(cat "$W/rt.err") output=$(cat "$W/rt.out" "$W/rt.err")
  printf 'juke-runtime %s: exit code %s\n%s\n' "$*" "$status" "$output"
}

# create ID [FLAG…]: from $W/b/ID; the console is the file $W/b/ID.out, the log $W/b/ID.log.
create() {
  local id=$1
  shift
  status=0
  ns timeout -k 5 "$PATIENCE" "$RT" --log "$W/b/$id.log" --log-format json create --bundle "$W/b/$id" --pid-file "$W/b/$id.pid" "$@" "$id" \
    >"$W/b/$id.out" 2>"$W/b/$id.err" </dev/null || status=$?
  output=$(cat "$W/b/$id.out" "$W/b/$id.err")
  printf 'create %s: exit code %s\n%s\n' "$id" "$status" "$output"
}

# start ID: with the same log.
start() { rt --log "$W/b/$1.log" --log-format json start "$1"; }

status_of() { ns "$RT" state "$1" 2>/dev/null | jq -r .status; }
is_status() { [ "$(status_of "$1")" = "$2" ]; }
said() { grep -qaF -- "$2" "$W/b/$1.out"; } # ID TEXT
gone() { ! ns "$RT" state "$1" >/dev/null 2>&1; }

# up ID GUEST [JQ-FILTER…]: bundle, create, start.
up() {
  bundle "$@"
  create "$1"
  [ "$status" = 0 ]
  start "$1"
  [ "$status" = 0 ]
}

# The message that a client takes from the log: of the last line whose level is error.
logged_error() { jq -r 'select(.level == "error") | .msg' "$W/b/$1.log" | tail -n 1; }

# by_name N: a filter that gives the container the network namespace of netns_add.
by_name() { echo ".linux.namespaces |= map(if .type == \"network\" then .path = \"/run/netns/$1\" else . end)"; }

# args WORD…: a filter for process.args. The x keeps jq from taking a word as an option of its own.
args() { jq -nc '$ARGS.positional | map(.[1:])' --args "${@/#/x}" | sed 's/^/.process.args = /'; }

bundles_clean() {
  local id
  for id in $(ns sh -c 'ls /run/runc /run/crun 2>/dev/null' | grep -v : || true); do
    ns "$RT" delete --force "$id" >/dev/null 2>&1 || true
  done
  for id in $(ns ip netns list | sed 's/ .*//'); do netns_del "$id"; done
  ns sh -c 'for d in "$1"/b/*; do umount "$d" 2>/dev/null; done; true' sh "$W"
  rm -rf "$W/b"
  mkdir -p "$W/b"
}
