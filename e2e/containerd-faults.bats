#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# When containerd, a shim, a monitor or the disk fails, the tasks are found again or nothing of them is left, and a person reads why.
# shellcheck disable=SC2154

load lib/common
load lib/daemon
load lib/leaks
load lib/containerd

setup_file() {
  private_begin
  containerd_begin
  containerd_images
}
teardown_file() {
  containerd_end
  private_end
}
setup() { snapshot >"$W/before"; }
teardown() {
  containerd_answers || containerd_start
  containerd_clean small full bare single
  as_before "$W/before"
}

start_guest() { ct_run w -d localhost/hello:1 "$@"; }
start_box() { ct_run b -d localhost/bb:1 sleep 1000; }
restart_containerd() {
  daemon_end containerd KILL
  "$@"
  containerd_start
}
gone() { [ -z "$(task_state "$1")" ]; }

# in_namespace NAME SHIM-CONF-LINE…: from here on a namespace with cells of its own, which do not wait for more.
in_namespace() {
  shim_conf idle=1 "${@:2}"
  export CONTAINERD_NAMESPACE=$1
  ct -n default image export "$W/images.tar" localhost/hello:1 localhost/bb:1
  ct image import "$W/images.tar" >/dev/null
}
out_of_namespace() {
  containerd_clean "$CONTAINERD_NAMESPACE"
  ct image rm --sync localhost/hello:1 localhost/bb:1 >/dev/null
  ct namespace rm "$CONTAINERD_NAMESPACE" >/dev/null
  # What containerd keeps of a namespace for good.
  ns rm -rf "/run/containerd/runc/$CONTAINERD_NAMESPACE" "$W"/ctd/{root,state}/io.containerd.runtime.v2.task/"$CONTAINERD_NAMESPACE"
  export CONTAINERD_NAMESPACE=default
  shim_conf idle=600
}

@test "containerd killed with -9 and started again finds every task running, and all verbs work" {
  start_guest sleep=1000
  start_box
  restart_containerd
  same "$(task_state w)" RUNNING
  same "$(task_state b)" RUNNING
  told ct task exec --exec-id e b sh -c 'echo alive; exit 4'
  [ "$status" = 4 ]
  same "$out" alive
  ct task pause w
  ct task resume w
  ct task metrics w
  ct task kill w
  eventually is_state w STOPPED
  same "$(task_code w)" 0
  # A new one beside those that were found.
  ct container rm w
  trun w --rm localhost/hello:1 exit=3
  [ "$status" = 3 ]
}

@test "exit codes that fell while containerd was away are delivered" {
  start_guest sleep=1 exit=33
  ct_run b -d localhost/bb:1 sh -c 'sleep 1; exit 34'
  pids="$(task_pid w) $(task_pid b)"
  both_ended() { for pid in $pids; do ended "$pid" || return 1; done; }
  restart_containerd eventually both_ended
  eventually is_state w STOPPED
  eventually is_state b STOPPED
  same "$(task_code w)" 33
  same "$(task_code b)" 34
}

@test "what a task says while containerd is away is in its log" {
  ct_run w -d --log-uri "file://$W/w.log" localhost/hello:1 sleep=1 time exit=5
  ct_run b -d --log-uri "file://$W/b.log" localhost/bb:1 sh -c 'sleep 1; echo later; exit 6'
  restart_containerd eventually grep -q "time: " "$W/w.log"
  eventually is_state w STOPPED
  eventually is_state b STOPPED
  match "$(cat "$W/w.log")" "*Hello from Juke!*time: *"
  same "$(cat "$W/b.log")" later
  same "$(task_code w)" 5
}

@test "a shim killed with -9: containerd's clean-up leaves nothing, and the next start works" {
  start_guest sleep=1000
  start_box
  init=$(task_pid w)
  monitor=$(monitor_pid w)
  kill -9 "$(shim_pid w)"
  eventually gone w
  # Ordinary containers have shims of their own under runc's.
  [ "$SHIM" != io.containerd.juke.v2 ] || eventually gone b
  eventually ended "$init"
  eventually ended "$monitor"
  eventually test ! -e "$(bundle_of w)"
  ct container rm w
  trun w --rm localhost/hello:1 exit=3
  [ "$status" = 3 ]
}

@test "containerd and a shim killed at once: after the restart nothing is left of its tasks" {
  start_guest sleep=1000
  init=$(task_pid w)
  shim=$(shim_pid w)
  restart_containerd kill -9 "$shim"
  eventually gone w
  eventually ended "$init"
  eventually test ! -e "$(bundle_of w)"
  ct container rm w
  trun w --rm localhost/hello:1 exit=3
  [ "$status" = 3 ]
}

@test "with a cell for each task, the death of one is not noticed by the other" {
  in_namespace single cell=1
  ct_run one -d localhost/hello:1 sleep=1000
  ct_run two -d localhost/hello:1 sleep=2 exit=22
  [ "$(shim_pid one)" != "$(shim_pid two)" ]
  kill -9 "$(shim_pid one)"
  eventually gone one
  same "$(task_state two)" RUNNING
  eventually is_state two STOPPED
  same "$(task_code two)" 22
  out_of_namespace
}

# within_a_second TIME: the exit event of w came no later than that after TIME (seconds since 1970).
within_a_second() {
  local event
  event=$(grep '/tasks/exit {"container_id":"w"' "$W/events" | cut -d' ' -f1-3)
  echo "killed: $(date -u -d "@$1" +%T.%N), event: $event"
  awk -v a="$1" -v b="$(date -d "$event" +%s.%N)" 'BEGIN { exit !(b - a >= 0 && b - a < 1) }'
}

@test "the monitor killed with -9: exit code 137 within a second" {
  events_begin
  start_guest sleep=1000
  pid=$(monitor_pid w)
  now=$(date +%s.%N)
  kill -9 "$pid"
  eventually has_topics w "create start exit"
  within_a_second "$now"
  same "$(task_code w)" 137
  events_end
}

@test "process 1 of the sandbox killed with -9: the same, and the monitor goes with it" {
  events_begin
  start_guest sleep=1000
  init=$(task_pid w)
  monitor=$(monitor_pid w)
  now=$(date +%s.%N)
  kill -9 "$init"
  eventually has_topics w "create start exit"
  within_a_second "$now"
  eventually ended "$monitor"
  same "$(task_code w)" 137
  events_end
}

@test "garbage on the socket: the shim answers or hangs up, lives, and serves its tasks" {
  start_guest sleep=1000
  shim=$(shim_pid w)
  socket=$(shim_socket w)
  for kind in garbage huge large half vanish empty noise arguments unknown; do
    echo "--- $kind"
    times=20
    [ $kind != huge ] || times=3
    ns timeout 60 "$PYTHON" "$LIB/ttrpc.py" bad "$socket" $kind $times >"$W/bad" 2>&1 || { cat "$W/bad" && return 1; }
    sort "$W/bad" | uniq -c
    same "$(shim_pid w)" "$shim"
  done
  told shim_call w State 1=w
  [ "$status" = 0 ]
  # Clients that vanished leave no descriptors.
  few() { [ "$(ls "/proc/$shim/fd" | wc -l)" -lt 60 ]; }
  [ "$SHIM" != io.containerd.juke.v2 ] || eventually few # runc's keeps those whose Wait is under way
  # Neither did anything that was announced and never came.
  [ "$(awk '/^VmHWM/ { print $2 }' "/proc/$shim/status")" -lt 400000 ]
}

# answers CODE METHOD FIELD…: CODE is a pattern.
answers() {
  told shim_call w "${@:2}"
  match "${out%% *}" "$1"
}

@test "errors have the codes that containerd expects" {
  start_guest sleep=1000
  start_box
  for method in State Start Delete Pids Pause Resume Kill Stats Wait; do
    answers 5 $method 1=nobody
  done
  answers 5 State 1=w 2=nobody
  shim_only
  for id in ../x ../../../../../../tmp/x a/b '' . .. "$(printf 'a\nb')"; do
    answers '[35]' State "1=$id"
    answers 3 Create "1=$id" "2=$W/none"
  done
  answers 3 Create 1=new 2=relative
  answers 3 Create 1=new "2=$W/none"
  answers 6 Create 1=w "2=$(bundle_of w)"
  answers '[29]' Start 1=w
  answers 3 Update 1=b "2@some/Other={}"
  answers '[23]' Update 1=b "2@types.containerd.io/opencontainers/runtime-spec/1/LinuxResources={"
  answers 3 Exec 1=b 2=e "7@some/Other={}"
  answers 3 Exec 1=b 2=../e '7@types.containerd.io/opencontainers/runtime-spec/1/Process={"args":["true"],"cwd":"/"}'
  answers 12 Checkpoint 1=w 2=/tmp
  answers '[23]' Kill 1=w 3:4000
  # All are as they were.
  same "$(task_state w)" RUNNING
  same "$(task_state b)" RUNNING
}

@test "a disk that is full at any point of a start: the reason is in ctr's own output, and nothing is left" {
  in_namespace full
  # containerd makes the namespace's directory.
  trun b --rm localhost/bb:1 true
  state=$W/ctd/state/io.containerd.runtime.v2.task/full
  good=0 bad=0
  for pages in 0 2 4 5 6 7 8 9 10 12 14 18 24 40; do
    ns mount -t tmpfs -o size=512k tmpfs "$state"
    ns sh -c 'cat /dev/zero >"$1/fill" 2>/dev/null; truncate -s "-$((4096 * $2))" "$1/fill"' sh "$state" $pages
    trun w --rm localhost/hello:1 exit=3
    case $status in
      3) good=$((good + 1)) ;;
      *)
        bad=$((bad + 1))
        # runc's shim reads the reason from a file on the same disk.
        [ "$SHIM" != io.containerd.juke.v2 ] || match "${output,,}" "*no space left on device*"
        ;;
    esac
    same "$(ns ls "$state")" fill
    ns umount "$state"
  done
  echo "$good succeeded, $bad failed"
  [ $good -ge 1 ]
  [ $bad -ge 5 ]
  out_of_namespace
}

@test "no place for a cell: the reason is in ctr's own output" {
  shim_only
  in_namespace small
  ns mount -t tmpfs -o size=4k,nr_inodes=2 tmpfs /run/juke
  trun w --rm localhost/hello:1 exit=3
  ns umount /run/juke
  [ "$status" != 0 ]
  match "$output" "*/run/juke/cells*"
  trun w --rm localhost/hello:1 exit=3
  [ "$status" = 3 ]
  out_of_namespace
}

@test "a wrong configuration is named with its line" {
  shim_only
  in_namespace small
  shim_conf idle=1 cell=many
  trun w --rm localhost/hello:1 exit=3
  [ "$status" != 0 ]
  match "$output" "*/etc/juke/shim.conf, line 2*"
  out_of_namespace
}

@test "no monitor installed: the reason is in ctr's own output, ordinary containers run, and so do guests once there is one" {
  in_namespace bare
  ns cp /run/juke/host-facts.json "$W/facts"
  for qemu in $(ns sh -c 'ls /usr/bin/qemu-system-x86_64*'); do ns mount --bind /dev/null "$qemu"; done
  ns rm /run/juke/host-facts.json
  trun w --rm localhost/hello:1 exit=3
  [ "$status" != 0 ]
  match "$output" "*QEMU*install*"
  trun b --rm localhost/bb:1 true
  [ "$status" = 0 ]
  for qemu in $(ns sh -c 'ls /usr/bin/qemu-system-x86_64*'); do ns umount "$qemu"; done
  ns rm -f /run/juke/host-facts.json
  trun w --rm localhost/hello:1 exit=3
  [ "$status" = 3 ]
  ns cp "$W/facts" /run/juke/host-facts.json
  out_of_namespace
}

@test "a limit that leaves no room for a guest: create says the least that will do" {
  trun w --rm --memory-limit 20000000 localhost/hello:1
  [ "$status" != 0 ]
  match "$output" "*the memory limit of 19 MiB (20000000 bytes) leaves no room for a guest*give at least * MiB*"
}

@test "memory that the host does not have: start says the monitor's own words" {
  trun w --rm --memory-limit 1125899906842624 localhost/hello:1
  [ "$status" != 0 ]
  match "$output" "*cannot set up guest memory*Cannot allocate memory*"
}
