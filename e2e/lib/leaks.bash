# SPDX-License-Identifier: Apache-2.0
# What is in our corner of the machine, as text: taken before and after, the two must be the same.
# shellcheck shell=bash

# Never fails: what vanishes while it is looked at is no leak.
snapshot() { snapshot_parts || true; } 2>/dev/null
snapshot_parts() {
  echo "links:"
  # An index of a peer in another namespace says nothing.
  ns ip -o link show | sed 's/^[0-9]*: //; s/@[^:]*:/:/; s/ .*//' | sort
  echo "rules:"
  local link
  for link in $(ns ip -o link show | sed 's/^[0-9]*: //; s/[@:].*//' | sort); do
    ns tc qdisc show dev "$link" ingress 2>/dev/null || true
    ns tc filter show dev "$link" ingress 2>/dev/null || true
  done
  ns ip netns list 2>/dev/null | sed 's/ .*//' | sort | while read -r link; do
    echo "namespace $link:"
    ns ip -n "$link" -o link show 2>&1 | sed 's/^[0-9]*: //; s/@[^:]*:/:/; s/ .*//' | sort
    ns tc -n "$link" qdisc show 2>&1 | sed '/noqueue/d'
  done
  echo "mounts:"
  ns cat /proc/self/mountinfo | awk '{ print $5 }' | sort
  echo "files of namespaces:"
  ns ls -A /run/netns
  echo "cgroups:"
  find /sys/fs/cgroup -mindepth 2 -type d -path "*$MARK/*" | sort
  echo "processes:"
  local pid
  for pid in $(our_processes); do
    [ "$pid" = "$HOLDER" ] || { tr '\0' ' ' <"/proc/$pid/cmdline" && echo; } 2>/dev/null || true
  done | sed '/^$/d'
  echo "state directories:"
  ns find /run/runc /run/crun -mindepth 1 -maxdepth 1 2>/dev/null || true
  echo "plans:"
  find "$W" -type d -name juke -path '*/userdata/*' 2>/dev/null || true
  find "$W" -maxdepth 3 -type d -name juke -path "$W/b/*" 2>/dev/null || true
}

# as_before FILE: eventually the snapshot is that of FILE again (conmon and cleanup processes take their time).
as_before() {
  local end=$((SECONDS + ${WITHIN:-30}))
  until snapshot >"$W/now" && cmp -s "$1" "$W/now"; do
    [ $SECONDS -lt $end ] || { diff "$1" "$W/now" && true; return 1; }
    sleep 0.2
  done
}
