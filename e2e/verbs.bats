#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The life of a unikernel container, verb by verb, as the OCI runtime specification has it.
# shellcheck disable=SC2154

load lib/common
load lib/bundle
load lib/leaks

setup_file() {
  private_begin
  # The cgroup above all of ours stays.
  up warm hello "$(args exit=0)" 3>&-
  bundles_clean
}
teardown_file() { private_end; }
setup() {
  mkdir -p "$W/b"
  snapshot >"$W/before"
}
teardown() {
  bundles_clean
  as_before "$W/before"
}

@test "create, start, kill and delete lead through created, running and stopped" {
  bundle u hello "$(args sleep=1000)"
  create u
  [ "$status" = 0 ]
  is_status u created
  same "$(cat "$W/b/u.pid")" "$(ns "$RT" state u | jq .pid)"
  [ -z "$(cat "$W/b/u.out")" ]
  start u
  [ "$status" = 0 ]
  same "$output" ""
  is_status u running
  eventually said u "Hello from Juke!"
  rt kill u TERM
  [ "$status" = 0 ]
  eventually is_status u stopped
  said u "power button, bye"
  rt delete u
  [ "$status" = 0 ]
  gone u
  [ ! -e "$W/b/u/juke" ]
}

@test "state and list show the client's bundle, as it was given" {
  bundle u hello "$(args sleep=1000)" '.annotations = {"x.y": "z"}'
  create u
  rt state u
  same "$(jq -c '[.id, .status, .bundle, .annotations["x.y"]]' <<<"$out")" "[\"u\",\"created\",\"$W/b/u\",\"z\"]"
  rt list --format json
  same "$(jq -c '.[] | [.id, .bundle]' <<<"$out")" "[\"u\",\"$W/b/u\"]"
  rt list
  match "$out" "*u *created *$W/b/u  *"
  no_match "$out" "*/juke*"
}

@test "a bundle that is called juke keeps its name in state and list" {
  ordinary_bundle juke "$(args sleep 1000)"
  create juke
  start juke
  rt state juke
  same "$(jq -r .bundle <<<"$out")" "$W/b/juke"
  rt list
  match "$out" "*$W/b/juke *"
  rt list --format json
  same "$(jq -r '.[].bundle' <<<"$out")" "$W/b/juke"
}

@test "kill takes names and numbers; KILL ends a guest at once" {
  for signal in 15 TERM SIGTERM INT 9 KILL SIGKILL; do
    up u hello "$(args sleep=1000)"
    eventually said u "arg[0]"
    rt kill u $signal
    [ "$status" = 0 ]
    eventually is_status u stopped
    rt delete u
    [ "$status" = 0 ]
    rm -rf "$W/b/u"
  done
}

@test "a signal that means nothing to a guest changes nothing" {
  up u hello "$(args sleep=1000)"
  eventually said u "arg[0]"
  for signal in USR1 USR2 CHLD WINCH CONT; do
    rt kill u $signal
    [ "$status" = 0 ]
  done
  is_status u running
}

@test "pause stops the clock of the guest, resume lets it go on" {
  up u hello "$(args sleep=2 flood=10)"
  eventually said u "arg[0]"
  rt pause u
  [ "$status" = 0 ]
  is_status u paused
  sleep 3
  same "$(grep -c flood: "$W/b/u.out")" 0
  rt resume u
  [ "$status" = 0 ]
  eventually said u flood:
}

@test "delete --force works at every stage, and on an id that does not exist" {
  bundle u hello "$(args sleep=1000)"
  create u
  rt delete --force u
  [ "$status" = 0 ]
  gone u
  [ ! -e "$W/b/u/juke" ]
  create u
  start u
  rt delete --force u
  [ "$status" = 0 ]
  gone u
  create u
  start u
  rt pause u
  rt delete --force u
  [ "$status" = 0 ]
  gone u
  up u hello "$(args exit=3)"
  eventually is_status u stopped
  rt delete --force u
  [ "$status" = 0 ]
  gone u
  rt delete --force u
  [ "$status" = 0 ]
  rt delete u
  [ "$status" != 0 ]
  match "$err" "*does not exist*"
}

@test "delete without --force leaves a running guest alone" {
  netns_add v 1
  up u http "$(by_name v)"
  eventually fetch -o /dev/null http://10.77.1.2/
  rt delete u
  [ "$status" != 0 ]
  is_status u running
  fetch -o /dev/null http://10.77.1.2/
  rt delete --force u
  netns_del v
}

@test "run attached gives the console and the guest's exit code, and leaves nothing" {
  bundle u hello "$(args 'x y' exit=42)"
  rt run --bundle "$W/b/u" u
  [ "$status" = 42 ]
  match "$out" "*Hello from Juke!*arg[[]0]=x y*"
  gone u
  [ ! -e "$W/b/u/juke" ]
}

@test "run attached passes signals on: TERM ends the guest and the container" {
  bundle u hello "$(args sleep=1000)"
  ns_exec "$RT" run --bundle "$W/b/u" u >"$W/b/u.out" 2>&1 </dev/null &
  client=$!
  eventually said u "arg[0]"
  kill -TERM $client
  wait $client && code=0 || code=$?
  same "$code" 0
  said u "power button, bye"
  gone u
  [ ! -e "$W/b/u/juke" ]
}

@test "run detached leaves a running guest with its network" {
  netns_add v 2
  bundle u http "$(by_name v)"
  status=0
  ns "$RT" run -d --bundle "$W/b/u" --pid-file "$W/b/u.pid" u >"$W/b/u.out" 2>&1 </dev/null || status=$?
  cat "$W/b/u.out"
  [ "$status" = 0 ]
  is_status u running
  eventually fetch -o /dev/null http://10.77.2.2/
  rt kill u TERM
  eventually is_status u stopped
  rt delete u
  [ "$status" = 0 ]
  [ ! -e "$W/b/u/juke" ]
  netns_del v
}

@test "hooks of every kind run in the specification's order" {
  hook() { echo "{path: \"/bin/sh\", args: [\"sh\", \"-c\", \"cat >>$W/b/hooks.json; echo $1 >>$W/b/hooks\"]}"; }
  for id in u o; do
    case $id in
      u) bundle u hello "$(args sleep=1000)" ;;
      o) ordinary_bundle o "$(args sleep 1000)" ;;
    esac
    edit $id ".hooks = {prestart: [$(hook prestart1), $(hook prestart2)], createRuntime: [$(hook createRuntime)],
      createContainer: [$(hook createContainer)], poststart: [$(hook poststart)], poststop: [$(hook poststop)]}"
    : >"$W/b/hooks"
    create $id
    [ "$status" = 0 ]
    start $id
    [ "$status" = 0 ]
    eventually grep -q poststart "$W/b/hooks"
    rt delete --force $id
    mv "$W/b/hooks" "$W/b/hooks.$id"
  done
  same "$(cat "$W/b/hooks.u")" "$(cat "$W/b/hooks.o")"
  same "$(tr '\n' ' ' <"$W/b/hooks.u")" "prestart1 prestart2 createRuntime createContainer poststart poststop "
}

@test "a failing hook fails create, with nothing left" {
  bundle u hello '.hooks = {createRuntime: [{path: "/bin/false"}]}'
  create u
  [ "$status" != 0 ]
  match "$(logged_error u)" "*hook*"
  gone u
  # The bundle is as good as before.
  edit u 'del(.hooks)'
  create u
  [ "$status" = 0 ]
  rt delete --force u
  [ ! -e "$W/b/u/juke" ]
}

@test "startContainer hooks are refused: their programs are in a file system that a guest has not" {
  bundle u hello '.hooks = {startContainer: [{path: "/bin/true"}]}'
  create u
  [ "$status" != 0 ]
  match "$(logged_error u)" "*startContainer*"
  gone u
}

@test "a network namespace that outlives the container is as it was: no tap, no qdisc" {
  netns_add v 3
  before=$(ns ip -n v -o link show | wc -l)
  for _ in 1 2; do
    up u http "$(by_name v)"
    eventually fetch -o /dev/null http://10.77.3.2/
    same "$(ns ip -n v -o link show | wc -l)" $((before + 1))
    rt kill u TERM
    eventually is_status u stopped
    rt delete u
    [ "$status" = 0 ]
    same "$(ns ip -n v -o link show | wc -l)" "$before"
    same "$(ns tc -n v qdisc show dev eth0 ingress)" ""
    rm -rf "$W/b/u"
  done
  # The namespace's own stack has its address back.
  ns ping -c 1 -W 5 10.77.3.2
  netns_del v
}

@test "the guest takes the MAC and the MTU of its interface" {
  netns_add v 4
  ns ip -n v link set eth0 mtu 1400
  up u http "$(by_name v)"
  eventually fetch -o /dev/null http://10.77.4.2/
  mac=$(ns ip -n v -j link show eth0 | jq -r '.[0].address')
  said u "http: mac $mac"
  match "$(ns ip neigh show 10.77.4.2)" "*$mac*"
  match "$(tr '\0' '\n' <"$W/b/u/juke/run/launch")" "*host_mtu=1400*"
  # Large answers fit through.
  ns ip link set h-v mtu 1400
  rt delete --force u
  netns_del v
}

@test "a second guest in the same network namespace is refused and the first goes on" {
  netns_add v 5
  up u http "$(by_name v)"
  eventually fetch -o /dev/null http://10.77.5.2/
  bundle second http "$(by_name v)"
  create second
  if [ "$status" = 0 ]; then
    start second
    [ "$status" != 0 ]
  fi
  match "$(logged_error second)" "*another guest*"
  fetch -o /dev/null http://10.77.5.2/
  rt delete --force second
  fetch -o /dev/null http://10.77.5.2/
  rt delete --force u
  same "$(ns tc -n v qdisc show dev eth0 ingress)" ""
  netns_del v
}

@test "creating an id twice fails and leaves the first as it was" {
  netns_add v 6
  up u http "$(by_name v)"
  eventually fetch -o /dev/null http://10.77.6.2/
  rt --log "$W/b/twice.log" --log-format json create --bundle "$W/b/u" u
  [ "$status" != 0 ]
  match "$(logged_error twice)" "*already exists*"
  is_status u running
  fetch -o /dev/null http://10.77.6.2/
  [ -s "$W/b/u/juke/run/launch" ]
  rt kill u TERM
  eventually is_status u stopped
  rt delete u
  [ "$status" = 0 ]
  same "$(ns tc -n v qdisc show dev eth0 ingress)" ""
  netns_del v
}

@test "a bundle that another guest runs from is refused, and that one goes on" {
  up u hello "$(args sleep=1000)"
  rt --log "$W/b/twice.log" --log-format json create --bundle "$W/b/u" other
  [ "$status" != 0 ]
  match "$(logged_error twice)" "*in use by container u*"
  gone other
  is_status u running
  [ -s "$W/b/u/juke/run/launch" ]
}

@test "start twice, kill and start of what has ended: errors as of any container" {
  up u hello "$(args sleep=1000)"
  eventually said u "arg[0]"
  rt start u
  [ "$status" != 0 ]
  match "$err" "*cannot start*"
  is_status u running
  rt kill u KILL
  eventually is_status u stopped
  rt kill u TERM
  [ "$status" != 0 ]
  rt start u
  [ "$status" != 0 ]
  rt kill u NOSUCHSIGNAL
  [ "$status" != 0 ]
}

@test "the relative path of a bundle, and the current directory, are understood" {
  bundle u hello "$(args exit=5)"
  ns sh -c 'cd "$1/b/u" && exec "$2" run u' sh "$W" "$RT" >"$W/rt.out" 2>&1 </dev/null && status=0 || status=$?
  [ "$status" = 5 ]
  ns sh -c 'cd "$1/b" && exec "$2" run --bundle u u' sh "$W" "$RT" >"$W/rt.out" 2>&1 </dev/null && status=0 || status=$?
  [ "$status" = 5 ]
}

@test "a bundle whose path holds blanks and odd characters works" {
  bundle u hello "$(args exit=5)"
  odd="$W/b/a b&<c>;\$x'y"
  mv "$W/b/u" "$odd"
  rt run --bundle "$odd" u
  [ "$status" = 5 ]
  rt --log "$W/b/u.log" --log-format json create --bundle "$odd" u
  if [ "$status" = 0 ]; then
    rt start u
    [ "$status" = 0 ]
    rt state u
    same "$(jq -r .bundle <<<"$out")" "$odd"
    eventually is_status u stopped
    rt delete u
    [ "$status" = 0 ]
    [ ! -e "$odd/juke" ]
  fi
}

@test "a strict umask of the caller does not lock the monitor out" {
  bundle u hello "$(args exit=6)"
  ns sh -c 'umask 077; exec "$1" run --bundle "$2/b/u" u' sh "$RT" "$W" >"$W/rt.out" 2>&1 </dev/null && status=0 || status=$?
  cat "$W/rt.out"
  [ "$status" = 6 ]
}

@test "an empty environment and a small PATH suffice" {
  bundle u hello "$(args exit=6)"
  ns env -i "$RT" run --bundle "$W/b/u" u >"$W/rt.out" 2>&1 </dev/null && status=0 || status=$?
  cat "$W/rt.out"
  [ "$status" = 6 ]
  ns env -i PATH=/usr/bin:/bin JAVA_TOOL_OPTIONS=-Dx=y _JAVA_OPTIONS=-Xmx1g "$RT" --log "$W/b/u.log" run --bundle "$W/b/u" u >"$W/rt.out" 2>&1 </dev/null && status=0 || status=$?
  cat "$W/rt.out" "$W/b/u.log"
  [ "$status" = 6 ]
  no_match "$(cat "$W/b/u.log")" "*JAVA*"
}

@test "ten guests at once are created, started, ended and deleted" {
  for n in 1 2 3 4 5 6 7 8 9 10; do
    bundle c$n hello "$(args "mark=$n" sleep=1000)"
  done
  # shellcheck disable=SC2016 # expanded inside
  one='cd "$1"; id=c$2; rt=$3
    "$rt" create --bundle "$1/b/$id" $id >"$1/b/$id.out" 2>&1 </dev/null || exit 11
    "$rt" start $id || exit 12
    i=0; until grep -q "mark=$2" "$1/b/$id.out"; do sleep 0.1; i=$((i+1)); [ $i -lt 600 ] || exit 13; done
    "$rt" kill $id TERM || exit 14
    until [ "$("$rt" state $id | jq -r .status)" = stopped ]; do sleep 0.1; i=$((i+1)); [ $i -lt 900 ] || exit 15; done
    "$rt" delete $id || exit 16'
  for n in 1 2 3 4 5 6 7 8 9 10; do
    ns sh -c "$one" sh "$W" $n "$RT" >"$W/b/c$n.words" 2>&1 </dev/null &
    pids[n]=$!
  done
  for n in 1 2 3 4 5 6 7 8 9 10; do
    wait "${pids[n]}" || { echo "container $n: $?"; cat "$W/b/c$n.words" "$W/b/c$n.out"; bad=y; }
  done
  [ -z "${bad:-}" ]
}
