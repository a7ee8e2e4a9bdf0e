# SPDX-License-Identifier: Apache-2.0
# containerd with a root, a state directory and a configuration of its own, driven by ctr. Needs daemon.bash and leaks.bash.
# shellcheck shell=bash

# The runtime under test. A suite whose name ends in -runtime calls juke-runtime through runc's shim, all others Juke's own shim.
case $BATS_TEST_FILENAME in
  *-runtime.bats) SHIM=${SHIM:-io.containerd.runc.v2} ;;
  *) SHIM=${SHIM:-io.containerd.juke.v2} ;;
esac

# shim_only: skips what only Juke's own shim can do.
shim_only() { [ "$SHIM" = io.containerd.juke.v2 ] || skip "only io.containerd.juke.v2 does this"; }
# shim_exists: without one there is nothing to test.
shim_exists() {
  [ "$SHIM" != io.containerd.juke.v2 ] || [ -x "$JUKE_DIST/bin/containerd-shim-juke-v2" ] ||
    { echo "there is no $JUKE_DIST/bin/containerd-shim-juke-v2; make dist, or set SHIM=io.containerd.runc.v2" && return 1; }
}

# containerd_begin [SHIM-CONF-LINE…] ($PROXIES: more of containerd's configuration), in setup_file, after private_begin: containerd runs and has the images of the tests.
containerd_begin() {
  command -v containerd ctr >/dev/null || skip "containerd is not installed"
  shim_exists
  private_etc
  shim_conf "${@:-idle=600}"
  mkdir -p "$W/ctd/state"
  cat >"$W/containerd.toml" <<TOML
version = 2
root = "$W/ctd/root"
state = "$W/ctd/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$W/ctd/sock"
[debug]
  level = "debug"
[plugins."io.containerd.internal.v1.opt"]
  path = "$W/ctd/opt"
${PROXIES:-}
TOML
  containerd_start
}

# shim_conf LINE…: /etc/juke/shim.conf; cells that start from now on obey it.
shim_conf() { printf '%s\n' "$@" | etc juke/shim.conf; }

containerd_start() {
  # As systemd starts it: who passes NOTIFY_SOCKET on to runc waits for a word of the container.
  daemon containerd "NOTIFY_SOCKET=$W/notify" containerd -c "$W/containerd.toml"
  eventually containerd_answers || { tail -n 20 "$W/containerd.out" && return 1; }
}
containerd_answers() { ct version >/dev/null 2>&1; }

# containerd_images: hello, http, bb; and one life of each kind, after which all that stays for good is there (a cell, facts of the host).
containerd_images() {
  guest_image http "$GUESTS/http" '{"Cmd":["http"]}'
  guest_image hello "$GUESTS/hello" '{"Cmd":["hello"]}'
  busybox_root "$W/bb"
  image bb "$W/bb" '{"Cmd":["/bin/sh"]}'
  ct_run warm --rm localhost/bb:1 true
  ct_run warm --rm localhost/hello:1 exit=0 >/dev/null
}

# image NAME ROOTFS [JSON]: as localhost/NAME:1, in the namespace $CONTAINERD_NAMESPACE.
image() {
  "$PYTHON" "$LIB/image.py" "$2" "$W/$1.tar" "localhost/$1:1" "${3:-{\}}"
  ct image import "$W/$1.tar" >/dev/null
  rm -f "$W/$1.tar"
}

# guest_image NAME KERNEL JSON [KEY=VALUE…]
guest_image() {
  local root=$W/rootfs-$1
  unikernel "$root" "$2" "${@:4}"
  image "$1" "$root" "$3"
  rm -rf "$root"
}

# ct WORD…: ctr, in the namespace $CONTAINERD_NAMESPACE (default: default). ct_exec becomes ctr: "ct_exec … &" makes $! its number.
ct() { ns timeout -k 5 "$PATIENCE" ctr --address "$W/ctd/sock" "$@"; }
ct_exec() { ns_exec ctr --address "$W/ctd/sock" "$@"; }

# ct_run ID [FLAG…] IMAGE [WORD…]: ctr run under the runtime of the tests, in a cgroup of ours, so that a leak is seen.
ct_run() { run_by ct "$@"; }
ct_run_exec() { run_by ct_exec "$@"; }
run_by() {
  local by=$1 id=$2 flags
  # shellcheck disable=SC2207 # words without blanks
  flags=($(runtime_flags "$2"))
  shift 2
  while [[ $1 != localhost/* ]]; do
    flags+=("$1")
    shift
  done
  "$by" run "${flags[@]}" "$1" "$id" "${@:2}"
}

runtime_flags() { # ID
  echo "--runtime $SHIM --cgroup /$MARK/${CONTAINERD_NAMESPACE:-default}-$1"
  [ "$SHIM" != io.containerd.runc.v2 ] || echo "--runc-binary $RT"
}

# trun: ct_run with what it prints on both streams in $output and its exit code in $status; standard output alone in $out.
trun() { told ct_run "$@"; }
told() {
  status=0
  "$@" >"$W/out" 2>"$W/err" </dev/null || status=$?
  # shellcheck disable=SC2034 # the tests read it
  out=$(tr -d '\r' <"$W/out")
  output=$(cat "$W/out" "$W/err")
  printf '%s: exit code %s\n%s\n' "$*" "$status" "$output"
}

task_pid() { ct task ls | awk -v id="$1" '$1 == id { print $2 }'; }
task_state() { ct task ls | awk -v id="$1" '$1 == id { print $3 }'; }
is_state() { [ "$(task_state "$1")" = "$2" ]; }

# task_code ID: the exit code of a task that has ended, and the task is deleted.
task_code() {
  local said
  said=$(ct task rm "$1" 2>&1)
  case $said in
    *'non-zero exit code '*) said=${said##*code } && echo "${said%%[!0-9]*}" ;;
    *) echo "0$said" ;;
  esac
}

bundle_of() { echo "$W/ctd/state/io.containerd.runtime.v2.task/${CONTAINERD_NAMESPACE:-default}/$1"; }
# The socket of the shim that serves a task, and the process that listens there.
shim_socket() { sed 's|^unix://||' "$(bundle_of "$1")/address"; }
shim_pid() { ns ss -Hxlp src "$(shim_socket "$1")" | grep -oE 'pid=[0-9]+' | head -n 1 | cut -d= -f2; }

# shim_call ID METHOD [FIELD…]: straight to the shim of a task (ttrpc.py).
shim_call() { ns "$PYTHON" "$LIB/ttrpc.py" call "$(shim_socket "$1")" "${CONTAINERD_NAMESPACE:-default}" "${@:2}"; }

# The QEMU of a task: the process below juke-init.
monitor_pid() {
  local init
  init=$(task_pid "$1")
  head -n1 "/proc/$init/task/$init/children" | tr -d ' '
}

# events_begin: containerd's events go to $W/events, one a line: DATE TIME ZONE NAMESPACE TOPIC JSON.
events_begin() {
  : >"$W/events"
  ct_exec events >"$W/events" 2>&1 </dev/null &
  EVENTS=$!
  eventually an_event
}
an_event() { ct namespace label default probe=$RANDOM$RANDOM && sleep 0.1 && [ -s "$W/events" ]; }
events_end() { kill "$EVENTS" && wait "$EVENTS" || true; }
# topics ID: of one container, in their order.
topics() { grep -E "/tasks/.*\"container_id\":\"$1\"" "$W/events" | grep -oE ' /tasks/[a-z-]+' | tr -d ' ' | sed 's|/tasks/||' | paste -sd ' '; }
has_topics() { [ "$(topics "$1")" = "$2" ]; }

# shellcheck disable=SC2120 # some pass arguments
# containerd_clean [NAMESPACE…]: every task and container goes; for teardown.
containerd_clean() {
  local id CONTAINERD_NAMESPACE
  export CONTAINERD_NAMESPACE
  for CONTAINERD_NAMESPACE in default "$@"; do
    for id in $(ct task ls -q); do ct task rm -f "$id"; done
    for id in $(ct container ls -q); do ct container rm "$id"; done
  done >/dev/null 2>&1 || true
  # Of a ctr that did not wait for its end, and its own.
  ns find /run/containerd/fifo -mindepth 1 -delete 2>/dev/null || true
  # Of a shim of runc's that was killed.
  [ "$SHIM" = io.containerd.juke.v2 ] || ns find /run/containerd/s -mindepth 1 -delete 2>/dev/null || true
}

containerd_end() {
  [ -n "${W:-}" ] || return 0
  containerd_clean
  daemon_end containerd
}

# What leaks.bash looks at, and what containerd and its shims may leave.
# Sorted, since numbers of processes start anew one day, and with them the order.
snapshot() { all_parts | same_cells | sort; }
all_parts() {
  # Mounts of others on this machine come and go.
  snapshot_parts | grep -v "^/tmp/[^ ]*" || true
  ns cat /proc/self/mountinfo | awk '{ print $5 }' | grep "^$W/" | sort
  echo "containers and snapshots:"
  local namespace
  for namespace in $(ct namespace ls -q | sort); do
    ct -n "$namespace" container ls
    ct -n "$namespace" snapshot ls
    ct -n "$namespace" snapshot --snapshotter native ls
  done
  echo "bundles, sockets, FIFOs, state:"
  ns find "$W/ctd/state" "$W/ctd/root/io.containerd.runtime.v2.task" /run/containerd /run/juke /var/lib/cni -not -path "*/rootfs/*" 2>/dev/null | sort
} 2>/dev/null
