# SPDX-License-Identifier: Apache-2.0
# What all end-to-end tests share: the programs under test, a private corner of this machine, and waiting.
# shellcheck shell=bash disable=SC2034

TOP=${BATS_TEST_DIRNAME%/e2e}
JUKE_DIST=${JUKE_DIST:-$TOP/dist}
RT=$JUKE_DIST/bin/juke-runtime
GUESTS=${GUESTS:-$TOP/guests/build}
LIB=$TOP/e2e/lib
PATIENCE=${PATIENCE:-90} # seconds until something is called hung; the machine may be busy
PYTHON=$(command -v /usr/bin/python3 || command -v python3)
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# private_begin, in setup_file: the directory $W, and namespaces of our own (mounts, network), held by process $HOLDER. There /run,
# /dev/shm and CNI's state are private, so that no other Podman, runc or test on this machine is touched or seen.
# CGROUP2=hide takes cgroup2 away (crun 1.8 refuses a hybrid hierarchy).
private_begin() {
  [ "$(id -u)" = 0 ] || skip "needs root"
  [ -x "$RT" ] || { echo "there is no $RT; make dist, or set JUKE_DIST" && return 1; }
  [ -x "$GUESTS/hello" ] || make -s -C "$TOP/guests" >&2
  W=$(mktemp -d /tmp/je.XXXXXX)
  chmod 755 "$W"
  mkdir -p "$W/tmp" "$W/cni-state"
  MARK=juke-e2e-${W##*.}
  # shellcheck disable=SC2016 # expanded inside
  unshare -m -n --propagation private sh -ec '
    # Names of network namespaces of others would keep these alive.
    for m in /run/netns/* /run/docker/netns/*; do umount -l "$m" 2>/dev/null || true; done
    mount -t tmpfs -o mode=755 run /run
    mkdir -p /run/lock
    ip netns add warm && ip netns del warm
    mount -t tmpfs -o mode=1777 shm /dev/shm
    mkdir -p /var/lib/cni
    mount --bind "$1/cni-state" /var/lib/cni
    [ "$2" != hide ] || umount /sys/fs/cgroup/unified 2>/dev/null || true
    ip link set lo up
    >"$1/ready"
    exec sleep infinity' sh "$W" "${CGROUP2:-}" >"$W/holder.out" 2>&1 </dev/null 3>&- 4>&- &
  HOLDER=$!
  export W HOLDER MARK
  eventually test -e "$W/ready" || { cat "$W/holder.out" && return 1; }
}

# private_end, in teardown_file. What still lives in the namespaces is ended, process by process.
private_end() {
  [ -n "${W:-}" ] || return 0
  local pid
  if [ -n "${HOLDER:-}" ]; then
    for pid in $(our_processes); do
      [ "$pid" = "$HOLDER" ] || kill -9 "$pid" 2>/dev/null || true
    done
    eventually only_the_holder || true
    ns umount -R "$W" 2>/dev/null || true
    kill -9 "$HOLDER" 2>/dev/null || true
    wait "$HOLDER" 2>/dev/null || true
  fi
  find /sys/fs/cgroup -mindepth 2 -depth -type d -path "*$MARK*" -exec rmdir {} + 2>/dev/null || true
  rm -rf "$W"
}
only_the_holder() { [ "$(our_processes)" = "$HOLDER" ]; }

# ns COMMAND…: in the private namespaces, without descriptors of bats (a process that stays would keep bats waiting).
ns() {
  nsenter -t "$HOLDER" -m -n -- "$@" 3>&- 4>&- 5>&- 6>&- 7>&-
}

# The same as a process of its own, for "ns_exec COMMAND… &": $! is the command's.
ns_exec() {
  exec nsenter -t "$HOLDER" -m -n -- "$@" 3>&- 4>&- 5>&- 6>&- 7>&-
}

# Pids of all that lives in the private mount namespace or in a cgroup of ours: daemons, monitors, containers.
our_processes() {
  {
    find /proc -mindepth 3 -maxdepth 3 -path '/proc/[0-9]*/ns/mnt' -printf '%p %l\n' | grep -F " $(readlink "/proc/$HOLDER/ns/mnt")"
    grep -lse "$MARK" /proc/[0-9]*/cgroup
  } 2>/dev/null | cut -d/ -f3 | sort -un
}

# eventually COMMAND…: until it succeeds; WITHIN seconds at most.
eventually() {
  local end=$((SECONDS + ${WITHIN:-$PATIENCE}))
  until "$@"; do
    [ $SECONDS -lt $end ] || { echo "this never came true: $*" && return 1; }
    sleep 0.05
  done
}

# match STRING PATTERN, and its opposite: [[ ]] that says what it saw.
match() {
  # shellcheck disable=SC2053 # a pattern
  [[ $1 == $2 ]] || { printf 'expected: %s\nbut was:  %s\n' "$2" "$1" && return 1; }
}
no_match() {
  # shellcheck disable=SC2053
  [[ $1 != $2 ]] || { printf 'not expected: %s\nbut was:      %s\n' "$2" "$1" && return 1; }
}
same() { # WAS EXPECTED [WHAT]
  [ "$1" = "$2" ] || { printf '%s: expected: %s\nbut was:  %s\n' "${3:-same}" "$2" "$1" && return 1; }
}

# unikernel ROOTFS KERNEL-FILE [KEY=VALUE…]: a root file system with a kernel at /unikernel/kernel and its /urunc.json.
# KEY without a value leaves that key out.
unikernel() {
  local root=$1 kernel=$2 pair
  shift 2
  local -A keys=([unikernelType]=unikraft [hypervisor]=qemu [binary]=/unikernel/kernel)
  for pair; do
    case $pair in
      *=*) keys[${pair%%=*}]=${pair#*=} ;;
      *) unset "keys[$pair]" ;;
    esac
  done
  mkdir -p "$root/unikernel"
  [ -z "$kernel" ] || cp "$kernel" "$root/unikernel/kernel"
  for pair in "${!keys[@]}"; do
    printf '%s\0%s\0' "com.urunc.unikernel.$pair" "${keys[$pair]}"
  done | jq -Rsc 'split("\u0000") | [range(0; length - 1; 2) as $i | {key: .[$i], value: (.[$i + 1] | @base64)}] | from_entries' \
    >"$root/urunc.json"
}

# busybox ROOTFS: a root file system of an ordinary container.
busybox_root() {
  [ ! -d "$1" ] || return 0
  mkdir -p "$1"/{bin,dev,proc,sys,tmp,etc,www}
  local applet
  cp "$(command -v busybox)" "$1/bin/busybox"
  for applet in $("$1/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$1/bin/$applet"
  done
  echo root:x:0:0::/:/bin/sh >"$1/etc/passwd"
  echo "ordinary" >"$1/www/index.html"
}

# In a user namespace devices cannot be made, so the host's own is taken; most hosts let everybody open this one (udev's rule), some only root.
open_tun() {
  [ -e "$W/tun" ] || mknod -m 666 "$W/tun" c 10 200
  ns mount --bind "$W/tun" /dev/net/tun
}

fetch() { ns curl -fsS -m 30 "$@"; }

# A private host-side interface for bundles: namespace NAME with eth0 10.77.N.2/24, its peer 10.77.N.1 in the private namespace.
netns_add() { # NAME N
  ns sh -ec '
    ip netns add "$1"
    ip link add "h-$1" type veth peer name eth0 netns "$1"
    ip addr add "10.77.$2.1/24" dev "h-$1"
    ip link set "h-$1" up
    ip -n "$1" addr add "10.77.$2.2/24" dev eth0
    ip -n "$1" link set eth0 up
    ip -n "$1" link set lo up
    ip -n "$1" route add default via "10.77.$2.1"' sh "$1" "$2"
}
netns_del() {
  ns sh -c 'ip netns del "$1"; ip link del "h-$1" 2>/dev/null; true' sh "$1"
}
