#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A unikernel under Docker is a container like any other: through Juke's shim, and as docker-runtime.bats through juke-runtime by its path.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/daemon
load lib/leaks
load lib/docker

setup_file() {
  private_begin
  docker_begin
  docker_images
}
teardown_file() {
  docker_end
  private_end
}
setup() { snapshot >"$W/before"; }
teardown() {
  docker_clean
  as_before "$W/before"
}

# The number behind "mem:" of hello's "mem", in MiB.
guest_memory() { echo $(($(sed -n 's/^mem: //p' <<<"${1//$'\r'/}") >> 20)); }

@test "a published port answers 200 requests without a failure" {
  start_http
  ns sh -c 'for i in $(seq 200); do curl -s -m 20 -o /dev/null -w "%{http_code}\n" http://127.0.0.1:8081/; done' | sort | uniq -c | tee "$W/codes"
  same "$(tr -s ' ' <"$W/codes")" " 200 200"
}

@test "the address that inspect shows answers ping, and its MAC is the guest's" {
  start_http
  ip=$(address web)
  mac=$(dk inspect -f '{{.NetworkSettings.MacAddress}}' web)
  ns ping -c 2 -W 5 "$ip"
  match "$(ns ip neigh show "$ip")" "*lladdr $mac*"
  match "$(dk logs web 2>&1)" "*http: mac $mac*listening on $ip:80*"
}

@test "logs, logs -f and attach show the console, and end with the container" {
  start_http
  match "$(dk logs web 2>&1)" "*listening on*"
  dk_exec logs -f web >"$W/follow" 2>&1 </dev/null &
  follower=$!
  dk_exec attach --no-stdin web >"$W/attached" 2>&1 </dev/null &
  attached=$!
  eventually grep -q "listening on" "$W/follow"
  sleep 0.5
  dk stop web >/dev/null
  wait $follower
  wait $attached
  match "$(cat "$W/follow")" "*power button, bye*"
  match "$(cat "$W/attached")" "*power button, bye*"
}

@test "stop is an orderly shutdown: the guest says bye and exits with 0" {
  start_http
  start=$SECONDS
  dk stop web >/dev/null
  [ $((SECONDS - start)) -lt 10 ]
  same "$(state web)" "exited 0"
  match "$(dk logs web 2>&1)" "*http: power button, bye*"
}

@test "stop -t of a guest that is deaf: 137; kill: 137; kill -s TERM: 0" {
  dk run -d --name web hello spin >/dev/null
  eventually says web "arg[0]=spin"
  start=$SECONDS
  dk stop -t 1 web >/dev/null
  [ $((SECONDS - start)) -lt 10 ]
  same "$(state web)" "exited 137"
  dk run -d --name other hello sleep=1000 >/dev/null
  dk kill other >/dev/null
  eventually is_state other "exited 137"
  dk start other >/dev/null
  eventually says other "arg[0]"
  dk kill -s TERM other >/dev/null
  eventually is_state other "exited 0"
}

@test "pause holds the guest still, unpause lets it go on" {
  start_http
  dk pause web >/dev/null
  same "$(dk inspect -f '{{.State.Status}}' web)" paused
  run ns curl -s -m 2 -o /dev/null http://127.0.0.1:8081/
  [ "$status" != 0 ]
  dk unpause web >/dev/null
  eventually answers
}

@test "stats and top show the monitor" {
  start_http
  memory=$(dk stats --no-stream --format '{{.MemUsage}} {{.PIDs}}' web)
  echo "memory: $memory"
  match "$memory" "[1-9]*MiB / * [1-9]*"
  match "$(dk top web -eo pid,args)" "*qemu-system*"
}

@test "-m and --cpus make the guest's memory and processors" {
  dr run --rm -m 100m --cpus 1.5 hello mem cpus
  [ "$status" = 0 ]
  [ "$(guest_memory "$out")" -ge 40 ]
  [ "$(guest_memory "$out")" -lt 100 ]
  match "$out" "*cpus: 2*"
}

@test "update changes the limits of a running guest" {
  start_http -m 128m --memory-swap 128m
  dr update -m 200m --memory-swap 200m --cpus 0.5 web
  [ "$status" = 0 ]
  pid=$(monitor_pid web)
  memory=$(sed -n 's/.*:memory://p' "/proc/$pid/cgroup")
  cpu=$(sed -nE 's/.*:[a-z,]*\bcpu\b[a-z,]*://p' "/proc/$pid/cgroup")
  if [ -n "$memory" ]; then
    same "$(cat "/sys/fs/cgroup/memory$memory/memory.limit_in_bytes")" $((200 << 20))
    same "$(cat "/sys/fs/cgroup/cpu$cpu/cpu.cfs_quota_us")" 50000
  fi
  same "$(dk stats --no-stream --format '{{.MemUsage}}' web | sed 's/.* //')" 200MiB
  answers
}

@test "--restart on-failure:2 starts the guest three times; always goes on until it is stopped" {
  dk run -d --name web --restart on-failure:2 hello exit=3 >/dev/null
  thrice() { [ "$(dk inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}' web)" = "2 exited 3" ]; }
  eventually thrice
  same "$(dk logs web | grep -c 'Hello from Juke!')" 3
  dk run -d --name always --restart always hello sleep=1000 >/dev/null
  eventually says always "arg[0]"
  kill -9 "$(monitor_pid always)"
  again() { [ "$(dk inspect -f '{{.RestartCount}} {{.State.Status}}' always)" = "1 running" ]; }
  eventually again
  dk stop always >/dev/null
  match "$(state always)" "exited *"
}

@test "restart, and start -a, run the guest again" {
  start_http
  dk restart web >/dev/null
  eventually answers
  dk create --name made hello word exit=6 >/dev/null
  dr start -a made
  [ "$status" = 6 ]
  match "$out" "*arg[[]0]=word*"
  dr start -a made
  [ "$status" = 6 ]
}

@test "exit codes are the guest's own; a crash is 139; wait tells them" {
  for code in 0 7 127; do
    dr run --rm hello exit=$code
    [ "$status" = $code ]
  done
  dr run --rm hello crash
  [ "$status" = 139 ]
  dk run -d --name web hello sleep=1 exit=9 >/dev/null
  same "$(dk wait web)" 9
}

@test "an ordinary container that cannot start: 127 not found, 126 not to be run; a guest that cannot: 125, and why" {
  dr run --rm bb nosuchprogram
  [ "$status" = 127 ]
  dr run --rm bb /etc
  [ "$status" = 126 ]
  guest_image nokernel "" '{"Cmd":["x"]}'
  dr run --rm nokernel
  [ "$status" = 125 ]
  match "$output" "*there is no file /unikernel/kernel*"
  dk rmi nokernel >/dev/null
  dr run --rm -m 20m hello
  [ "$status" = 125 ]
  match "$output" "*leaves no room for a guest*give at least * MiB*"
}

@test "-v, --tmpfs and --init are refused for a guest, with the reason, and never ignored" {
  mkdir -p "$W/data"
  dr run --rm -v "$W/data:/data" hello
  [ "$status" != 0 ]
  match "$output" "*the guest cannot have the mount at /data*"
  dr run --rm --tmpfs /scratch hello
  [ "$status" != 0 ]
  match "$output" "*the guest cannot have the mount at /scratch*"
  dr run --rm --init hello
  [ "$status" != 0 ]
  match "$output" "*the guest cannot have the mount at /sbin/docker-init*"
}

@test "arguments, environment and host name arrive exactly" {
  dr run --rm -h picea -e 'X=two words' -e 'Q=say "hi"' hello a 'b c' '' '"q" \ $x' 'ünï'
  [ "$status" = 0 ]
  same "$(grep '^arg' <<<"$out")" $'arg[0]=a\narg[1]=b c\narg[2]=\narg[3]="q" \\ $x\narg[4]=ünï'
  match "$out" '*=X=two words*'
  match "$out" '*=Q=say "hi"*'
  match "$out" '*=HOSTNAME=picea*'
}

@test "a terminal: run -it of a guest and of an ordinary container" {
  run ns "$PYTHON" "$LIB/terminal.py" 30x90 "$DOCKER" --config "$W/docker" -H "unix://$W/docker/sock" run --rm -it hello stdin exit=5 <<'KEYS'
wait arg[1]=exit=5
type hello guest\n
wait hello guest
type \x04
KEYS
  cat -A <<<"$output"
  [ "$status" = 5 ]
  run ns "$PYTHON" "$LIB/terminal.py" 30x90 "$DOCKER" --config "$W/docker" -H "unix://$W/docker/sock" run --rm -it bb <<'KEYS'
wait #
type while [ "$(stty size)" != "30 90" ]; do :; done; echo si''zed; exit 4\n
wait sized
KEYS
  cat -A <<<"$output"
  [ "$status" = 4 ]
}

@test "standard input arrives with -i" {
  printf 'one\ntwo\n\004' | dk run --rm -i hello stdin exit=3 >"$W/out" && status=0 || status=$?
  cat -A "$W/out"
  [ "$status" = 3 ]
  match "$(cat "$W/out")" "*one*two*"
  same "$(printf 'one\ntwo\n' | dk run --rm -i bb cat)" $'one\ntwo'
}

@test "a megabyte of output arrives whole" {
  dr run --name web hello flood=1000000
  [ "$status" = 0 ]
  same "$(tr -d '\r' <"$W/out" | sed '1,/^flood:$/d' | wc -c)" 1000000
  same "$(dk logs web 2>/dev/null | tr -d '\r' | sed '1,/^flood:$/d' | wc -c)" 1000000
}

@test "a user-defined network: containers reach a guest by its name and by its address" {
  dk network create n >/dev/null
  dr run -d --name web --network n --network-alias site http
  [ "$status" = 0 ]
  ip=$(address web)
  eventually fetch -o /dev/null "http://$ip/"
  for host in "$ip" web site; do
    dr run --rm --network n bb wget -qO- "http://$host/"
    [ "$status" = 0 ]
    match "$out" "*unikernel*"
  done
  dk run -d --name second --network n http >/dev/null
  eventually fetch -o /dev/null "http://$(address second)/"
  fetch -o /dev/null "http://$ip/"
}

@test "a fixed address and a fixed MAC are the guest's" {
  dk network create --subnet 10.81.0.0/24 n >/dev/null
  dr run -d --name web --network n --ip 10.81.0.77 --mac-address 02:aa:bb:cc:dd:ee http
  [ "$status" = 0 ]
  eventually fetch -o /dev/null http://10.81.0.77/
  match "$(dk logs web)" "*mac 02:aa:bb:cc:dd:ee*listening on 10.81.0.77*"
}

@test "a second network, connected before the start, is the guest's, too, and a later one after the next start" {
  dk network create n >/dev/null
  dk create --name web http >/dev/null
  dk network connect n web
  dr start web
  [ "$status" = 0 ]
  all_answer 2
  # One that comes later has to wait for the next start.
  dk network create later >/dev/null
  dk network connect later web
  dk restart web >/dev/null
  all_answer 3
}
all_answer() { # NUMBER OF ADDRESSES
  local ip all
  all=$(dk inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' web)
  same "$(wc -w <<<"$all")" "$1"
  for ip in $all; do eventually fetch -o /dev/null "http://$ip/"; done
}

@test "--network none: no device; host: refused; container: of a guest's: refused, and that one goes on" {
  dr run --rm --network none http
  match "$out" "*there is no network device*"
  dr run --rm --network host hello exit=0
  [ "$status" != 0 ]
  match "$output" "*cannot share the host's network*"
  start_http
  dr run --rm --network container:web http
  [ "$status" != 0 ]
  match "$output" "*another guest has this network namespace*"
  answers
}

@test "exec is refused in a guest, with the reason, and works in an ordinary container" {
  start_http
  dr exec web ls
  [ "$status" != 0 ]
  match "$output" "*is a unikernel, which has no processes to join*"
  answers
  dk run -d --name box bb sleep 1000 >/dev/null
  dr exec -e A=B -w /tmp box sh -c 'echo $A; pwd; exit 4'
  [ "$status" = 4 ]
  same "$out" $'B\n/tmp'
  dr exec box nosuchprogram
  [ "$status" != 0 ]
}

@test "an ordinary container: port, volume, stats, top, pause, update, stop" {
  dk run -d --name box -p 8082:80 -m 32m -v "$W/bb/www:/srv:ro" bb httpd -f -p 80 -h /srv >/dev/null
  eventually fetch http://127.0.0.1:8082/
  dk pause box >/dev/null
  dk unpause box >/dev/null
  match "$(dk top box)" "*httpd*"
  match "$(dk stats --no-stream --format '{{.MemUsage}}' box)" "*/ 32MiB"
  dk update -m 64m --memory-swap 64m box >/dev/null
  match "$(dk stats --no-stream --format '{{.MemUsage}}' box)" "*/ 64MiB"
  dk stop -t 1 box >/dev/null
  match "$(state box)" "exited *"
}

@test "docker build: RUN works in both builders, and what was built runs" {
  mkdir -p "$W/context"
  printf 'FROM bb\nRUN echo built >/built\nCMD ["cat", "/built"]\n' >"$W/context/Dockerfile"
  for builder in 0 1; do
    DOCKER_BUILDKIT=$builder dk build -q -t "built$builder" "$W/context" >/dev/null
    dr run --rm "built$builder"
    same "$out" built
    dk rmi "built$builder" >/dev/null
  done
}

@test "a created container that never started is removed without a trace" {
  dk create --name web http >/dev/null
  dk rm web >/dev/null
}

@test "rm -f of a running guest leaves nothing" {
  start_http
  pid=$(monitor_pid web)
  dk rm -f web >/dev/null
  eventually ended "$pid"
}

@test "dockerd killed with -9 and started again: the guest goes on, its log too, and its end is seen" {
  start_http
  # Its containerd goes with it, and it must see that.
  containerd=$(cat "$W/docker/exec/containerd/containerd.pid")
  daemon_end dockerd KILL
  eventually test ! -e "/proc/$containerd"
  docker_start
  same "$(dk inspect -f '{{.State.Status}}' web)" running
  answers
  dk stop web >/dev/null
  same "$(state web)" "exited 0"
  match "$(dk logs web 2>&1)" "*power button, bye*"
}
