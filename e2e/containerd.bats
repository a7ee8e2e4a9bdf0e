#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A unikernel under containerd is a container like any other, and a container like any other stays what it is: through Juke's shim, and as
# containerd-runtime.bats through juke-runtime by its path.
# shellcheck disable=SC2154,SC2046 # bats and the helpers set them; words without blanks

load lib/common
load lib/daemon
load lib/leaks
load lib/containerd

setup_file() {
  private_begin
  containerd_begin
  containerd_images
  cni_conf
  # CNI's bridge and rules stay.
  ct_run warm --rm --cni localhost/bb:1 true
}
teardown_file() {
  containerd_end
  private_end
}
setup() { snapshot >"$W/before"; }
teardown() {
  containerd_clean second
  as_before "$W/before"
}

# The network of ctr run --cni, instead of the host's.
cni_conf() {
  ns sh -c 'rm -f /etc/cni/net.d/*'
  etc cni/net.d/10-juke.conflist <<'CNI'
{"cniVersion": "0.4.0", "name": "juke", "plugins": [
  {"type": "bridge", "bridge": "jk-test0", "isGateway": true, "ipMasq": true,
    "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.79.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
CNI
}

# start_guest [WORD…]: hello as the task w, in the background.
start_guest() {
  ct_run w -d localhost/hello:1 "$@"
  same "$(task_state w)" RUNNING
}
start_box() { ct_run b -d localhost/bb:1 sleep 1000; }

@test "ctr run shows what the guest says, with its arguments as they were" {
  trun w --rm localhost/hello:1 a 'b c' '' '"q" $x'
  [ "$status" = 0 ]
  same "$(grep '^arg' <<<"$out")" $'arg[0]=a\narg[1]=b c\narg[2]=\narg[3]="q" $x'
}

@test "the environment and the host's name arrive" {
  trun w --rm --env 'X=two words' localhost/hello:1
  [ "$status" = 0 ]
  match "$out" '*=X=two words*'
}

@test "exit codes are the guest's own, and a crash is 139" {
  for code in 0 7 127; do
    trun w --rm localhost/hello:1 exit=$code
    [ "$status" = $code ]
  done
  trun w --rm localhost/hello:1 crash
  [ "$status" = 139 ]
}

@test "a guest on a CNI network answers on the address that it was given between create and start" {
  ct_run_exec w --rm --cni localhost/http:1 >"$W/w.out" 2>&1 </dev/null &
  client=$!
  eventually grep -q "listening on" "$W/w.out"
  ip=$(grep -oE '10\.79\.0\.[0-9]+' "$W/w.out" | head -n 1)
  fetch "http://$ip/" | grep -q unikernel
  ns ping -c 2 -W 5 "$ip"
  ct task kill -s TERM w
  status=0
  wait $client || status=$?
  cat "$W/w.out"
  [ "$status" = 0 ]
  grep -q "power button, bye" "$W/w.out"
}

@test "the native snapshotter serves as overlayfs does" {
  trun w --rm --snapshotter native localhost/hello:1 exit=5
  [ "$status" = 5 ]
  trun b --rm --snapshotter native localhost/bb:1 sh -c 'cat /www/index.html; exit 6'
  [ "$status" = 6 ]
  same "$out" ordinary
  # What stays is the unpacked image.
  for name in $(ct snapshot --snapshotter native ls | awk 'NR > 1 { print $1 }'); do ct snapshot --snapshotter native rm "$name"; done
  ct content ls >/dev/null
}

@test "a root file system that containerd does not mount is taken as it is" {
  busybox_root "$W/own"
  told ct run --rm $(runtime_flags b) --rootfs "$W/own" b /bin/sh -c '/bin/cat /www/index.html; exit 3'
  [ "$status" = 3 ]
  same "$out" ordinary
}

@test "an ordinary container: output on both streams, exit code, user, directory, environment" {
  trun b --rm --env A=B --cwd /tmp localhost/bb:1 sh -c 'echo out; echo err >&2; id -u; pwd; echo $A; exit 9'
  [ "$status" = 9 ]
  same "$out" $'out\n0\n/tmp\nB'
  match "$(cat "$W/err")" "*err*"
}

@test "an ordinary container that cannot start says why, and its name is free again" {
  trun b --rm localhost/bb:1 nosuchprogram
  [ "$status" != 0 ]
  match "$output" '*exec: "nosuchprogram": executable file not found in $PATH*'
  trun b --rm localhost/bb:1 true
  [ "$status" = 0 ]
}

@test "what systemd tells containerd does not reach a container" {
  tr '\0' '\n' <"/proc/$(daemon_pid containerd)/environ" | grep -q NOTIFY_SOCKET
  trun b --rm localhost/bb:1 env
  [ "$status" = 0 ]
  no_match "$out" "*NOTIFY_SOCKET*"
}

@test "exec in an ordinary container: output, exit code, input, a program that is not there" {
  start_box
  told ct task exec --exec-id e1 b sh -c 'echo in; echo bad >&2; exit 4'
  [ "$status" = 4 ]
  same "$out" in
  match "$(cat "$W/err")" "*bad*"
  same "$({ sleep 0.5 && echo "through exec"; } | ct task exec --exec-id e2 b cat)" "through exec"
  told ct task exec --exec-id e3 b nosuchprogram
  [ "$status" != 0 ]
  match "$output" "*nosuchprogram*"
  # The same id again, and two at once.
  told ct task exec --exec-id e1 b true
  [ "$status" = 0 ]
  ct task exec --exec-id long b sh -c 'sleep 1; echo late' >"$W/long" 2>&1 </dev/null &
  told ct task exec --exec-id short b echo early
  same "$out" early
  wait $!
  same "$(cat "$W/long")" late
}

@test "exec -d, kill of an exec alone, and ps shows all processes" {
  start_box
  ct task exec -d --exec-id e b sleep 2000
  same "$(ct task ps b | awk 'NR > 1' | wc -l | tr -d ' ')" 2
  ct task kill -s KILL --exec-id e b
  one_left() { [ "$(ct task ps b | awk 'NR > 1' | wc -l)" = 1 ]; }
  eventually one_left
  same "$(task_state b)" RUNNING
}

@test "a terminal: ctr run -t and exec -t, with its size, and a change of it" {
  # ctr sets the size first and listens for changes then: what comes in between is lost to it, whatever the shim.
  run ns "$PYTHON" "$LIB/terminal.py" 33x77 ctr --address "$W/ctd/sock" run --rm -t $(runtime_flags b) localhost/bb:1 b sh <<'KEYS'
wait #
type tty; stty size; sleep 1; echo rea""dy; while [ "$(stty size)" = "33 77" ]; do :; done; stty size\n
wait 33 77
wait ready
size 44x88
wait 44 88
type exit 5\n
KEYS
  echo "$output" | cat -A
  [ "$status" = 5 ]
  match "$output" "*/dev/pts/0*"
  start_box
  run ns "$PYTHON" "$LIB/terminal.py" 20x60 ctr --address "$W/ctd/sock" task exec -t --exec-id e b sh <<'KEYS'
wait #
type stty size; exit 6\n
wait 20 60
KEYS
  echo "$output" | cat -A
  [ "$status" = 6 ]
}

@test "a terminal for a guest: its console, with keys" {
  run ns "$PYTHON" "$LIB/terminal.py" 25x80 ctr --address "$W/ctd/sock" run --rm -t $(runtime_flags w) localhost/hello:1 w stdin exit=3 <<'KEYS'
wait arg[1]=exit=3
type hello guest\n
wait hello guest
type \x04
KEYS
  echo "$output" | cat -A
  [ "$status" = 3 ]
}

@test "standard input reaches an ordinary container, and ends" {
  # ctr forgets an end of its input that comes before the task.
  same "$({ sleep 1 && printf 'one\ntwo\n'; } | ct_run b --rm localhost/bb:1 cat)" $'one\ntwo'
  same "$({ sleep 1 && head -c 1000000 /dev/zero; } | ct_run b --rm localhost/bb:1 sh -c 'wc -c')" 1000000
}

@test "standard input reaches a guest" {
  printf 'one\ntwo\n\004' | ct_run w --rm localhost/hello:1 stdin exit=3 >"$W/out" && status=0 || status=$?
  cat -A "$W/out"
  [ "$status" = 3 ]
  match "$(cat "$W/out")" "*one*two*"
}

@test "a megabyte of output arrives whole, of a guest and of an ordinary container" {
  ct_run w --rm localhost/hello:1 flood=1000000 >"$W/out"
  same "$(tr -d '\r' <"$W/out" | sed '1,/^flood:$/d' | wc -c)" 1000000
  same "$(ct_run b --rm localhost/bb:1 sh -c 'head -c 1000000 /dev/zero' | wc -c)" 1000000
}

@test "run -d, then attach: the output since the start, and the exit code" {
  # ctr run -d shows what comes before it ends.
  ct_run w -d localhost/hello:1 word sleep=2 exit=4 >"$W/first"
  told ct task attach w
  [ "$status" = 4 ]
  match "$(cat "$W/first")$out" "*Hello from Juke!*arg[[]0]=word*"
  # ctr has deleted the task.
  same "$(task_state w)" ""
}

@test "a task that has ended keeps its exit code until it is deleted" {
  ct_run w -d localhost/hello:1 exit=11
  ct_run b -d localhost/bb:1 sh -c 'exit 12'
  eventually is_state w STOPPED
  eventually is_state b STOPPED
  same "$(task_code w)" 11
  same "$(task_code b)" 12
}

@test "create and start one after the other" {
  shim_only
  # There is no flag for a cgroup, so it is /default/w.
  ct container create --runtime "$SHIM" localhost/hello:1 w exit=8
  told ct task start w
  [ "$status" = 8 ]
  match "$out" "*Hello from Juke!*"
  same "$(find /sys/fs/cgroup -path '*/default/w')" ""
  find /sys/fs/cgroup -mindepth 2 -maxdepth 2 -name default -exec rmdir {} + 2>/dev/null || true
}

@test "task rm -f of a running guest leaves no trace of it" {
  start_guest sleep=1000
  monitor=$(monitor_pid w)
  ct task rm -f w
  ended "$monitor"
  ct container rm w
}

@test "TERM presses the power button: 0; KILL does not ask: 137; other signals do nothing" {
  start_guest sleep=1000
  ct task kill -s USR1 w
  sleep 0.3
  same "$(task_state w)" RUNNING
  ct task kill -s TERM w
  eventually is_state w STOPPED
  same "$(task_code w)" 0
  ct container rm w
  start_guest spin
  ct task kill -s KILL w
  eventually is_state w STOPPED
  same "$(task_code w)" 137
}

@test "signals reach an ordinary container: its handler, its end, and all of its processes" {
  ct_run b -d localhost/bb:1 sh -c 'trap "exit 21" USR1; while :; do sleep 0.1; done'
  ct task kill -s USR1 b
  eventually is_state b STOPPED
  same "$(task_code b)" 21
  ct container rm b
  start_box
  ct task exec -d --exec-id e b sleep 2000
  ct task kill -a -s KILL b
  eventually is_state b STOPPED
  same "$(task_code b)" 137
  told ct task kill b
  [ "$status" != 0 ]
  match "$output" "*not found*"
}

@test "pause and resume, of a guest and of an ordinary container" {
  start_guest spin
  start_box
  for id in w b; do
    ct task pause $id
    same "$(task_state $id)" PAUSED
  done
  # The guest's time stands still.
  cpu() { awk '{ print $14 + $15 }' "/proc/$(monitor_pid w)/stat"; }
  before=$(cpu)
  sleep 0.5
  same "$(cpu)" "$before"
  told ct task exec --exec-id e b true
  [ "$status" != 0 ]
  for id in w b; do
    ct task resume $id
    same "$(task_state $id)" RUNNING
  done
  sleep 0.5
  [ "$(cpu)" -gt "$before" ]
  told ct task exec --exec-id e b true
  [ "$status" = 0 ]
}

@test "metrics: memory, processor and processes of a guest and of an ordinary container" {
  start_guest sleep=1000
  start_box
  for id in w b; do
    ct task metrics --format json $id | jq -e '(.memory.usage.usage // .memory.usage) > 100000
      and (.cpu.usage.total // .cpu.usage_usec) > 0 and .pids.current > 0'
  done
  # QEMU needs more than sleep.
  [ "$(ct task metrics --format json w | jq '.memory.usage.usage // .memory.usage')" -gt 4000000 ]
}

@test "ps of a guest shows its monitor" {
  start_guest sleep=1000
  ct task ps w
  ct task ps w | grep -qw "$(monitor_pid w)"
  ct task ps w | grep -qw "$(task_pid w)"
}

@test "update changes the cgroup of a guest and of an ordinary container" {
  start_guest sleep=1000
  start_box
  resources='{"memory": {"limit": 536870912}, "cpu": {"quota": 40000, "period": 100000}, "pids": {"limit": 99}}'
  for id in w b; do
    told shim_call $id Update "1=$id" "2@types.containerd.io/opencontainers/runtime-spec/1/LinuxResources=$resources"
    [ "$status" = 0 ]
    cgroup=$(sed -n 's/.*:pids://p; s/^0:://p' "/proc/$(task_pid $id)/cgroup" | head -n 1)
    same "$(cat "/sys/fs/cgroup/pids$cgroup/pids.max" 2>/dev/null || cat "/sys/fs/cgroup$cgroup/pids.max")" 99
    ct task metrics --format json $id | jq -e '.memory.usage.limit // .memory.usage_limit == 536870912'
  done
}

@test "a mount and the host's network are refused for a guest, with the reason" {
  trun w --rm --mount "type=bind,src=$W/bb,dst=/data,options=rbind:ro" localhost/hello:1
  [ "$status" != 0 ]
  match "$output" "*the guest cannot have the mount at /data*"
  trun w --rm --net-host localhost/hello:1
  [ "$status" != 0 ]
  match "$output" "*cannot share the host's network*"
}

@test "exec in a guest is refused with the reason, and the guest goes on" {
  start_guest sleep=1000
  told ct task exec --exec-id e w ls
  [ "$status" != 0 ]
  match "$output" "*is a unikernel, which has no processes to join*"
  same "$(task_state w)" RUNNING
}

@test "checkpoint of a guest is refused with the reason, and the guest goes on" {
  start_guest sleep=1000
  told ct task checkpoint w
  [ "$status" != 0 ]
  [ "$SHIM" != io.containerd.juke.v2 ] || match "$output" "*checkpoint*unikernel*"
  same "$(task_state w)" RUNNING
}

@test "events come in their order, with the exit code" {
  events_begin
  trun w --rm localhost/hello:1 exit=7
  trun b --rm localhost/bb:1 true
  eventually has_topics w "create start exit delete"
  eventually has_topics b "create start exit delete"
  grep '/tasks/exit {"container_id":"w"' "$W/events" | grep -q '"exit_status":7'
  start_box
  ct task exec --exec-id e b true
  ct task pause b
  ct task resume b
  ct task rm -f b
  eventually has_topics b "create start exit delete create start exec-added exec-started exit paused resumed exit delete"
  grep '/tasks/exit {"container_id":"b","id":"e"' "$W/events"
  events_end
}

@test "an ordinary container that is out of memory: an event, and 137" {
  events_begin
  trun b --rm --memory-limit 16000000 localhost/bb:1 tail /dev/zero
  [ "$status" = 137 ]
  eventually has_topics b "create start oom exit delete"
  events_end
}

@test "the runtime by the path of its shim, and with a path of a configuration" {
  shim_only
  told ct run --rm --runtime "$JUKE_DIST/bin/containerd-shim-juke-v2" --cgroup "/$MARK/w" localhost/hello:1 w exit=7
  [ "$status" = 7 ]
  trun w --rm --runtime-config-path /etc/juke/shim.conf localhost/hello:1 exit=8
  [ "$status" = 8 ]
}

@test "two namespaces do not meet: the same name in both, and each ends for itself" {
  # A cell of its own, which does not wait for more.
  shim_conf idle=1
  export CONTAINERD_NAMESPACE=second
  guest_image hello "$GUESTS/hello" '{"Cmd":["hello"]}'
  image bb "$W/bb" '{"Cmd":["/bin/sh"]}'
  start_guest sleep=1000
  start_box
  export CONTAINERD_NAMESPACE=default
  start_guest sleep=1000
  [ "$SHIM" != io.containerd.juke.v2 ] || [ "$(shim_pid w)" != "$(CONTAINERD_NAMESPACE=second shim_pid w)" ]
  ct task rm -f w
  same "$(CONTAINERD_NAMESPACE=second task_state w)" RUNNING
  told ct task ps b
  [ "$status" != 0 ]
  containerd_clean second
  for image in hello bb; do ct -n second image rm --sync "localhost/$image:1"; done
  ct namespace rm second
  shim_conf idle=600
  # What containerd keeps of a namespace for good.
  ns rm -rf /run/containerd/runc/second "$W"/ctd/{root,state}/io.containerd.runtime.v2.task/second
}
