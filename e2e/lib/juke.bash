# SPDX-License-Identifier: Apache-2.0
# `juke` with a data root of its own, and the images of the tests. Needs neither root nor namespaces.
# shellcheck shell=bash

# juke_begin, in setup_file: the directory $W, readable for all, with the images hello and http in $JUKE_ROOT.
juke_begin() {
  [ -x "$JUKE_DIST/bin/juke" ] || { echo "there is no $JUKE_DIST/bin/juke; make dist, or set JUKE_DIST" && return 1; }
  [ -x "$GUESTS/hello" ] || make -s -C "$TOP/guests" >&2
  W=$(mktemp -d /tmp/jr.XXXXXX)
  chmod 755 "$W"
  export W JUKE_ROOT=$W/root
  local guest
  for guest in hello http; do
    cp -R "$TOP/examples/$guest" "$W/$guest"
    cp "$GUESTS/$guest" "$W/$guest/$guest"
    juke build -t $guest "$W/$guest" >/dev/null
  done
  # The first run after a boot probes the host and warns; the others are to say nothing but what is tested.
  juke run --rm hello >/dev/null 2>&1
}

# juke_end, in teardown_file.
juke_end() {
  [ -n "${W:-}" ] || return 0
  juke_clean
  rm -rf "$W"
}

# Every container goes.
juke_clean() {
  local all
  all=$(juke ps -aq)
  # shellcheck disable=SC2086 # ids
  [ -z "$all" ] || juke rm -f $all >/dev/null
}

# The command, without descriptors of bats, which would wait for a guest that has them.
juke() {
  timeout -k 5 "$PATIENCE" "$JUKE_DIST/bin/juke" "$@" 3>&- 4>&-
}

# go ARGUMENTS: what it prints in $out and $err, its exit code in $status.
go() {
  status=0
  juke "$@" >"$W/out" 2>"$W/err" </dev/null || status=$?
  out=$(cat "$W/out")
  err=$(cat "$W/err")
  printf 'juke %s: exit code %s\n%s\n%s\n' "$*" "$status" "$out" "$err"
}

# is STATUS: the exit code of the last go.
is() { [ "$status" = "$1" ] || { echo "expected exit code $1, but was $status" && return 1; }; }

# Nothing is left of any container.
nothing_left() { [ -z "$(find "$JUKE_ROOT/containers" "$JUKE_ROOT/names" -mindepth 1 2>/dev/null)" ]; }

# flood_is_whole FILE BYTES: what `hello flood=BYTES` printed is there to the last byte, in order.
flood_is_whole() {
  sed '1,/^flood:$/d' "$1" >"$W/flood"
  same "$(wc -c <"$W/flood" | tr -d ' ')" "$2" "bytes of the flood"
  awk '{ if (length($0) != 79 && NR * 80 <= bytes || $1 + 0 != NR - 1) { print "line " NR ": " $0; exit 1 } }' bytes="$2" "$W/flood"
}

# published NAME: where the container's port is reached.
published() { juke ps --filter "name=$1" --format json | grep -oE '[0-9.]+:[0-9]+->' | head -n 1 | tr -d '>-' | sed 's/^0\.0\.0\.0/127.0.0.1/'; }
answers() { curl -fs -m 5 -o "$W/page" "http://$(published "$1")/"; }
status_of() { juke ps -a --filter "name=$1" --format json | jq -r .Status; }
says() { juke logs "$1" | grep -qF -- "$2"; } # CONTAINER TEXT

# family NAME: juke-init of a container and all below it; nothing when it is over.
family() {
  local pid
  pid=$(juke inspect "$1" | jq '.[0].State.Pid')
  # 0 would be our own process group.
  [ "${pid:-0}" -gt 1 ] || return 0
  echo "$pid"
  pgrep -P "$pid"
}
gone() { local pid; for pid; do ! grep -qs '^State:.[^ZX]' "/proc/$pid/status" || return 1; done; }
