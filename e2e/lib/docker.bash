# SPDX-License-Identifier: Apache-2.0
# dockerd with a data root, networks and a configuration of its own, and the images of the tests. Needs daemon.bash and leaks.bash.
# shellcheck shell=bash

# The runtime under test. A suite whose name ends in -runtime calls juke-runtime through runc's shim, all others Juke's own shim.
case $BATS_TEST_FILENAME in
  *-runtime.bats) SHIM=${SHIM:-io.containerd.runc.v2} ;;
  *) SHIM=${SHIM:-io.containerd.juke.v2} ;;
esac

# docker_begin, in setup_file, after private_begin.
docker_begin() {
  command -v dockerd >/dev/null || skip "dockerd is not installed"
  DOCKER=/usr/bin/docker # a newer client may be first on PATH, and is not Debian's
  [ -x $DOCKER ] || DOCKER=$(command -v docker)
  export DOCKER
  private_etc
  mkdir -p "$W/docker"
  local runtime=juke
  if [ "$SHIM" = io.containerd.juke.v2 ]; then
    [ -x "$JUKE_DIST/bin/containerd-shim-juke-v2" ] || { echo "there is no $JUKE_DIST/bin/containerd-shim-juke-v2; make dist" && return 1; }
    # Docker 20.10 knows no shim but runc's: what it takes for that one is ours.
    ln -s "$JUKE_DIST/bin/containerd-shim-juke-v2" "$W/bin/containerd-shim-runc-v2"
    echo "idle=600" | etc juke/shim.conf
    runtime=runc
  fi
  jq --arg w "$W/docker" --arg mark "/$MARK" --arg path "$RT" --arg runtime $runtime '. + {"data-root": ($w + "/data"), "exec-root": ($w + "/exec"),
    pidfile: ($w + "/pid"), hosts: ["unix://" + $w + "/sock"], "exec-opts": ["native.cgroupdriver=cgroupfs"], "cgroup-parent": $mark,
    "live-restore": true, debug: true, "default-runtime": $runtime} | .runtimes.juke.path = $path' \
    "$TOP/deploy/docker-daemon.json" >"$W/daemon.json"
  docker_start
}
docker_start() {
  daemon dockerd dockerd --config-file "$W/daemon.json"
  eventually docker_answers || { tail -n 20 "$W/dockerd.out" && return 1; }
}
docker_answers() { dk version >/dev/null 2>&1; }

# image NAME ROOTFS [JSON]: into Docker's store as NAME:latest.
image() {
  "$PYTHON" "$LIB/image.py" "$2" "$W/$1.tar" "$1:latest" "${3:-{\}}"
  dk load -qi "$W/$1.tar" >/dev/null
  rm -f "$W/$1.tar"
}

# guest_image NAME KERNEL JSON [KEY=VALUE…]
guest_image() {
  local root=$W/rootfs-$1
  unikernel "$root" "$2" "${@:4}"
  image "$1" "$root" "$3"
  rm -rf "$root"
}

# http, hello, bb; and one life of each kind.
docker_images() {
  guest_image http "$GUESTS/http" '{"Cmd":["http"]}'
  guest_image hello "$GUESTS/hello" '{"Cmd":["hello"]}'
  busybox_root "$W/bb"
  image bb "$W/bb" '{"Cmd":["/bin/sh"]}'
  dk run --rm bb true
  dk run --rm hello exit=0 >/dev/null
}

# dk: docker. dk_exec becomes docker: "dk_exec … &" makes $! its number.
dk() { ns timeout -k 5 "$PATIENCE" "$DOCKER" --config "$W/docker" -H "unix://$W/docker/sock" "$@"; }
dk_exec() { ns_exec "$DOCKER" --config "$W/docker" -H "unix://$W/docker/sock" "$@"; }

# dk with what it prints on both streams in $output and its exit code in $status; standard output alone in $out.
dr() {
  status=0
  dk "$@" >"$W/out" 2>"$W/err" </dev/null || status=$?
  # shellcheck disable=SC2034 # the tests read it
  out=$(tr -d '\r' <"$W/out")
  output=$(cat "$W/out" "$W/err")
  printf 'docker %s: exit code %s\n%s\n' "$*" "$status" "$output"
}

address() { dk inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' "$1" | tr -d ' '; }
state() { dk inspect -f '{{.State.Status}} {{.State.ExitCode}}' "$1"; }
is_state() { [ "$(state "$1" 2>/dev/null)" = "$2" ]; }
says() { dk logs "$1" 2>&1 | grep -qF -- "$2"; } # CONTAINER TEXT

# start_http [FLAG…]: the web server as container "web", published on 8081; returns when it answers.
start_http() {
  dr run -d --name web -p 8081:80 "$@" http
  [ "$status" = 0 ]
  eventually answers
}
answers() { fetch -o /dev/null http://127.0.0.1:8081/ 2>/dev/null; }

# The QEMU of a container: the process below juke-init.
monitor_pid() {
  local init
  init=$(dk inspect -f '{{.State.Pid}}' "$1")
  head -n1 "/proc/$init/task/$init/children" | tr -d ' '
}

# Every container and network goes; for teardown.
docker_clean() {
  local all
  all=$(dk ps -aq)
  # shellcheck disable=SC2086 # ids
  [ -z "$all" ] || dk rm -fv $all >/dev/null 2>&1 || true
  dk network prune -f >/dev/null 2>&1 || true
  # BuildKit's, for good.
  find /sys/fs/cgroup -mindepth 3 -maxdepth 3 -path "*/$MARK/buildkit" -exec rmdir {} + 2>/dev/null || true
}

docker_end() {
  [ -n "${W:-}" ] || return 0
  docker_clean
  daemon_end dockerd
}

# What leaks.bash looks at, and what dockerd, its containerd and their shims may leave.
# Sorted, since numbers of processes start anew one day, and with them the order.
snapshot() { all_parts | same_cells | sort; }
all_parts() {
  # Mounts of others on this machine come and go.
  snapshot_parts | grep -v "^/tmp/[^ ]*" || true
  ns cat /proc/self/mountinfo | awk '{ print $5 }' | grep "^$W/" | grep -vE '/exec/(netns/|libnetwork/|unmount-on-shutdown)' | sort
  dk ps -a
  dk network ls --format '{{.Name}}'
  echo "bundles, sockets, state:"
  # Docker looks once a minute for names of networks that it does not need any more; one that was killed leaves more of its own.
  ns find "$W/docker/exec" /run/containerd /run/juke /run/docker -not -path "*/rootfs/*" 2>/dev/null | grep -vE '/exec/(netns/|libnetwork/|unmount-on-shutdown)' | sort
} 2>/dev/null
