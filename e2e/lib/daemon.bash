# SPDX-License-Identifier: Apache-2.0
# Daemons in the private namespaces of private_begin, with an /etc of their own.
# shellcheck shell=bash

# Where daemons look for programs. $W/bin is first: a test may put something of its own there.
daemon_path() { echo "$W/bin:$JUKE_DIST/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"; }

# private_etc: what a test writes below /etc (CNI's networks, Juke's configuration) is gone with the namespaces.
private_etc() {
  mkdir -p "$W/etc" "$W/bin"
  ns mount -t tmpfs etc "$W/etc"
  ns mkdir "$W/etc/upper" "$W/etc/work"
  ns mount -t overlay -o "lowerdir=/etc,upperdir=$W/etc/upper,workdir=$W/etc/work" etc /etc
}

# etc FILE: standard input becomes /etc/FILE.
etc() {
  ns mkdir -p "/etc/$(dirname "$1")"
  ns dd of="/etc/$1" status=none
}

# daemon NAME COMMAND…: in a session of its own, with nothing of our environment. What it prints is in $W/NAME.out, its number in $W/NAME.pid.
daemon() {
  local name=$1
  shift
  ns_exec setsid env -i HOME=/root PATH="$(daemon_path)" "$@" >>"$W/$name.out" 2>&1 </dev/null &
  echo $! >"$W/$name.pid"
  disown $! # bash would tell of its end
}

daemon_pid() { cat "$W/$1.pid"; }

# daemon_end NAME [SIGNAL]: and it is over.
daemon_end() {
  local pid
  pid=$(cat "$W/$1.pid" 2>/dev/null) || return 0
  kill "-${2:-TERM}" "$pid" 2>/dev/null || true
  eventually ended "$pid"
  rm -f "$W/$1.pid"
}
# Over, or a zombie whose parent does not look.
ended() { ! grep -qs '^State:.[^ZX]' "/proc/$1/status"; }

# same_cells: a filter for a snapshot. A cell may be another one than before, what stands in its log does not matter, and one that was killed
# leaves its last words.
same_cells() {
  sed -E 's|(/run/juke/cells)/[0-9]+/[0-9]+|\1/KEY/N|; s|(/run/juke/cells)/[0-9]+|\1/KEY|' | grep -vE '^/run/juke/cells/(died.log|KEY/N/log.*)$'
}
