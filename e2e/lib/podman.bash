# SPDX-License-Identifier: Apache-2.0
# Podman with a store, a run directory, a configuration and networks of its own, and the images of the tests.
# shellcheck shell=bash

# podman_begin, in setup_file, after private_begin.
podman_begin() {
  command -v podman >/dev/null || skip "podman is not installed"
  cat >"$W/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "cni"
cni_plugin_dirs = ["/usr/lib/cni"]
network_config_dir = "$W/cni"
CONF
  export CONTAINERS_CONF=$W/containers.conf TMPDIR=$W/tmp
}

# image NAME ROOTFS [JSON]: into Podman's store as localhost/NAME:latest.
image() {
  "$PYTHON" "$LIB/image.py" "$2" "$W/$1.tar" "localhost/$1:latest" "${3:-{\}}" >&2
  pm load -qi "$W/$1.tar" >/dev/null
  rm -f "$W/$1.tar"
}

# unikernel_image NAME KERNEL JSON KEY=VALUE…
unikernel_image() {
  local root=$W/rootfs-$1
  unikernel "$root" "$2" "${@:4}"
  image "$1" "$root" "$3"
  rm -rf "$root"
}

standard_images() {
  unikernel_image http "$GUESTS/http" '{"Cmd":["http"]}'
  unikernel_image hello "$GUESTS/hello" '{"Cmd":["hello"]}'
  busybox_root "$W/bb"
  image bb "$W/bb" '{"Cmd":["/bin/sh"]}'
  # What Podman and CNI leave for good (a bridge, rules, conmon's cgroup) is there before anything is compared.
  pm run --rm --runtime "$(command -v runc)" -p 8099:80 localhost/bb true
}

# pm: podman. Containers get a cgroup below ours, so that a leak is seen. pm_exec becomes podman: "pm_exec … &" makes $! its number.
pm() { podman_by ns timeout -k 5 "$PATIENCE" -- "$@"; }
pm_exec() { podman_by ns_exec -- "$@"; }
podman_by() { # COMMAND… -- PODMAN-WORD…
  local by=()
  while [ "$1" != -- ]; do
    by+=("$1")
    shift
  done
  local verb=$2
  shift 2
  case $verb in
    run | create) set -- "$verb" --cgroup-parent "/$MARK" "$@" ;;
    *) set -- "$verb" "$@" ;;
  esac
  "${by[@]}" podman --root "$W/st" --runroot "$W/rr" --tmpdir "$W/pt" --runtime "$RT" "$@"
}

# pm with what it prints on both streams in $output and its exit code in $status; standard output alone in $out.
prun() {
  status=0
  pm "$@" >"$W/out" 2>"$W/err" </dev/null || status=$?
  # shellcheck disable=SC2034
  out=$(cat "$W/out")
  output=$(cat "$W/out" "$W/err")
  printf 'podman %s: exit code %s\n%s\n' "$*" "$status" "$output"
}

# Every container, pod and network of ours goes; for teardown.
podman_clean() {
  pm pod rm -af -t 0 >/dev/null 2>&1 || true
  pm rm -af -t 0 >/dev/null 2>&1 || true
}

address() { pm inspect -f '{{.NetworkSettings.IPAddress}}' "$1"; }
state() { pm inspect -f '{{.State.Status}} {{.State.ExitCode}}' "$1"; }
is_state() { [ "$(state "$1" 2>/dev/null)" = "$2" ]; }
says() { pm logs "$1" 2>&1 | grep -qF -- "$2"; } # CONTAINER TEXT

# start_http [FLAG…]: the web server as container "w", published on 8081; returns when it answers.
start_http() {
  prun run -d --name w -p 8081:80 "$@" localhost/http
  [ "$status" = 0 ]
  eventually answers
}
answers() { fetch -o /dev/null http://127.0.0.1:8081/ 2>/dev/null; }

# The QEMU of a container: the process below juke-init.
monitor_pid() {
  local init
  init=$(pm inspect -f '{{.State.Pid}}' "$1")
  head -n1 "/proc/$init/task/$init/children" | tr -d ' '
}
