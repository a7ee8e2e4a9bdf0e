# SPDX-License-Identifier: Apache-2.0
# Registries (Debian's docker-registry) in the private namespaces, and juke in front of them. Needs daemon.bash.
# The network is the test's own, so the ports are, too.
# shellcheck shell=bash

# registry NAME PORT [FILE]: a registry at 127.0.0.1:PORT with its files in $W/NAME; with FILE, an htpasswd file, for those who are in it.
registry() {
  local auth=
  [ $# -lt 3 ] || auth="auth: { htpasswd: { realm: e2e, path: $3 } }"
  mkdir -p "$W/$1"
  cat >"$W/$1.yml" <<YML
version: 0.1
storage: { filesystem: { rootdirectory: $W/$1 }, delete: { enabled: true } }
http: { addr: "127.0.0.1:$2", secret: e2e }
$auth
YML
  registry_start "$1" "$2"
}
registry_start() { # NAME PORT
  daemon "$1" docker-registry serve "$W/$1.yml"
  eventually registry_answers "$2" || { tail -n 20 "$W/$1.out" && return 1; }
}
registry_answers() { ns curl -s -o /dev/null -m 5 "http://127.0.0.1:$1/v2/"; }

# juke in the private network, with a home and a data root of its own. 
juke() {
  ns timeout -k 5 "$PATIENCE" env HOME="$W/home" XDG_RUNTIME_DIR="$W/home/run" JUKE_ROOT="${ROOT:-$W/root}" \
    PATH="$(daemon_path)" ${DOCKER_HOST:+DOCKER_HOST="$DOCKER_HOST"} ${CONTAINERD_ADDRESS:+CONTAINERD_ADDRESS="$CONTAINERD_ADDRESS"} \
    ${STALL:+JUKE_REGISTRY_STALL="$STALL"} "$JUKE_DIST/bin/juke" "$@"
}

# go ARGUMENTS: what it prints in $out and $err, its exit code in $status.
go() {
  status=0
  juke "$@" >"$W/out" 2>"$W/err" </dev/null || status=$?
  out=$(cat "$W/out")
  err=$(cat "$W/err")
  printf 'juke %s: exit code %s\n%s\n%s\n' "$*" "$status" "$out" "$err"
}
is() { [ "$status" = "$1" ] || { echo "expected exit code $1, but was $status" && return 1; }; }

digest_of() { juke inspect "$1" | jq -r '.[0].Digest'; }

# store_files ROOT: all that a store has, but for its locks and directories of work.
store_files() { ns find "$1" -type f -not -name lock -exec sha256sum {} + | sort; }
