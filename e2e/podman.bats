#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A unikernel under Podman is a container like any other.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/podman
load lib/leaks

setup_file() {
  private_begin
  podman_begin
  standard_images
}
teardown_file() {
  podman_clean
  private_end
}
setup() { snapshot >"$W/before"; }
teardown() {
  podman_clean
  as_before "$W/before"
}

@test "a published port answers 1,000 requests without a failure" {
  start_http
  ns sh -c 'for i in $(seq 1000); do curl -s -m 20 -o /dev/null -w "%{http_code}\n" http://127.0.0.1:8081/; done' | sort | uniq -c | tee "$W/codes"
  same "$(tr -s ' ' <"$W/codes")" " 1000 200"
}

@test "the address that inspect shows answers ping, and its MAC is the guest's" {
  start_http
  ip=$(address w)
  mac=$(pm inspect -f '{{.NetworkSettings.MacAddress}}' w)
  ns ping -c 3 -W 5 "$ip"
  neighbour=$(ns ip neigh show "$ip")
  match "$neighbour" "*lladdr $mac*"
  match "$(pm logs w 2>&1)" "*http: mac $mac*"
  fetch -o /dev/null "http://$ip/"
}

@test "logs and logs -f show the console, and -f ends with the container" {
  start_http
  match "$(pm logs w 2>&1)" "*http: listening on $(address w):80*"
  pm logs -f w >"$W/follow" 2>&1 &
  follower=$!
  eventually grep -q "listening on" "$W/follow"
  pm stop w >/dev/null
  wait $follower
  match "$(cat "$W/follow")" "*power button, bye*"
}

@test "stop is an orderly shutdown: the guest says bye and exits with 0" {
  start_http
  start=$SECONDS
  pm stop w >/dev/null
  [ $((SECONDS - start)) -lt 10 ]
  same "$(state w)" "exited 0"
  match "$(pm logs w 2>&1)" "*http: power button, bye*"
}

@test "kill -s TERM and INT ask the guest to end, KILL does not ask" {
  for signal in TERM INT; do
    start_http
    pm kill -s $signal w >/dev/null
    eventually is_state w "exited 0"
    match "$(pm logs w 2>&1)" "*power button, bye*"
    pm rm w >/dev/null
  done
  start_http
  pm kill -s KILL w >/dev/null
  eventually is_state w "exited 137"
  no_match "$(pm logs w 2>&1)" "*power button*"
}

@test "a guest that ignores the power button is ended by force: 137" {
  prun run -d --name w localhost/hello spin
  eventually says w "arg[0]=spin"
  start=$SECONDS
  pm stop -t 2 w >/dev/null 2>&1
  [ $((SECONDS - start)) -lt 20 ]
  same "$(state w)" "exited 137"
}

@test "pause holds the guest still, unpause lets it go on" {
  start_http
  pm pause w >/dev/null
  same "$(pm inspect -f '{{.State.Status}}' w)" paused
  run ns curl -s -m 2 -o /dev/null http://127.0.0.1:8081/
  [ "$status" = 28 ]
  pm unpause w >/dev/null
  same "$(pm inspect -f '{{.State.Status}}' w)" running
  eventually answers
}

@test "stats and top show the monitor" {
  start_http
  memory=$(pm stats --no-stream --format '{{.MemUsage}}' w)
  echo "memory: $memory"
  match "$memory" "[1-9]*MB / *"
  match "$(pm top w args)" "*qemu-system*"
  match "$(pm top w args)" "*juke-init*"
}

@test "restart and start run the guest again" {
  start_http
  pm restart w >/dev/null
  eventually answers
  pm stop w >/dev/null
  pm start w >/dev/null
  eventually answers
  same "$(pm logs w 2>&1 | grep -c 'http: listening')" 3
}

@test "exit codes are the guest's own" {
  prun run --rm localhost/hello exit=7
  [ "$status" = 7 ]
  prun run --rm localhost/hello exit=0
  [ "$status" = 0 ]
  prun run --rm localhost/hello exit=127
  [ "$status" = 127 ]
}

@test "a crash is 139, a panic the guest's 99, a halted CPU an end: each says so" {
  prun run --rm localhost/hello crash
  [ "$status" = 139 ]
  match "$output" "*juke: *"
  prun run --rm localhost/hello panic
  [ "$status" = 99 ]
  prun run --rm localhost/hello halt
  [ "$status" = 0 ]
}

@test "arguments arrive exactly: blanks, quotes, the empty one" {
  prun run --rm localhost/hello a 'b c' '' '"q" \ $x' $'tab\there' 'ünï'
  [ "$status" = 0 ]
  same "$(tr -d '\r' <"$W/out" | grep '^arg')" $'arg[0]=a\narg[1]=b c\narg[2]=\narg[3]="q" \\ $x\narg[4]=tab\there\narg[5]=ünï'
}

@test "environment variables arrive exactly, the host name among them" {
  prun run --rm --hostname picea -e 'X=two words' -e 'Q=say "hi"' localhost/hello
  [ "$status" = 0 ]
  match "$out" '*=X=two words*'
  match "$out" '*=Q=say "hi"*'
  match "$out" '*=HOSTNAME=picea*'
}

@test "a terminal works: -it shows the console, takes keys and ends with the guest" {
  printf 'hello guest\n\004' | ns timeout 60 script -qec "podman --root $W/st --runroot $W/rr --tmpdir $W/pt --runtime $RT run --rm -it --name w localhost/hello stdin exit=5" /dev/null >"$W/out" && status=0 || status=$?
  cat -A "$W/out"
  [ "$status" = 5 ]
  match "$(cat "$W/out")" "*Hello from Juke!*hello guest*"
}

@test "standard input arrives with -i" {
  printf 'one\ntwo\n\004' | pm run --rm -i localhost/hello stdin exit=3 >"$W/out" && status=0 || status=$?
  cat -A "$W/out"
  [ "$status" = 3 ]
  match "$(cat "$W/out")" "*one*two*"
}

@test "output of a megabyte arrives whole" {
  prun run --name w localhost/hello flood=1000000
  [ "$status" = 0 ]
  tr -d '\r' <"$W/out" | sed '1,/^flood:$/d' >"$W/flood"
  same "$(wc -c <"$W/flood")" 1000000
  same "$(awk '{ if (substr($0, 1, 12) + 0 != NR - 1) { print "line", NR; exit } }' "$W/flood")" ""
  same "$(pm logs w 2>/dev/null | tr -d '\r' | sed '1,/^flood:$/d' | wc -c)" 1000000
}

@test "exec is refused in a guest, with the reason, and works in an ordinary container" {
  start_http
  prun exec w ls
  [ "$status" != 0 ]
  match "$output" "*is a unikernel, which has no processes to join*"
  answers
  pm run -d --name o localhost/bb sleep 1000 >/dev/null
  prun exec o echo "from inside"
  [ "$status" = 0 ]
  same "$out" "from inside"
  prun exec o sh -c 'exit 4'
  [ "$status" = 4 ]
}

@test "an ordinary image runs through juke-runtime as through runc" {
  prun run --rm localhost/bb sh -c 'echo $0 "$@"; id -u; exit 6' a 'b c'
  [ "$status" = 6 ]
  same "$out" $'a b c\n0'
  pm run -d --name o -p 8082:80 -m 32m -v "$W/bb/www:/srv:ro" localhost/bb httpd -f -p 80 -h /srv >/dev/null
  eventually fetch http://127.0.0.1:8082/
  pm pause o >/dev/null
  pm unpause o >/dev/null
  match "$(pm top o args)" "*httpd*"
  pm stop -t 1 o >/dev/null
  match "$(state o)" "exited *"
}

@test "create, init and start one after the other" {
  prun create --name w localhost/hello exit=9
  [ "$status" = 0 ]
  prun init w
  [ "$status" = 0 ]
  same "$(pm inspect -f '{{.State.Status}}' w)" initialized
  prun start -a w
  [ "$status" = 9 ]
  match "$out" "*Hello from Juke!*"
}

# readme_lines WORD: what the README tells to type, of the lines that hold the word.
readme_lines() { sed -n 's/^    \$ //p' "$TOP/README.md" | grep -- "$1"; }

@test "the README's own lines run a unikernel under Podman, from either kind of archive" {
  same "$(readme_lines podman | wc -l)" 2
  pm rmi localhost/http >/dev/null
  cp -R "$TOP/examples/http" "$W/context"
  cp "$GUESTS/http" "$W/context/http"
  "$JUKE_DIST/bin/juke" --root "$W/juke" build -t http "$W/context" >/dev/null
  readme_lines podman >"$W/lines"
  for format in oci-archive docker-archive; do
    (
      PATH=$JUKE_DIST/bin:$PATH
      export JUKE_ROOT=$W/juke
      sudo() { "$@"; }
      podman() { pm "$@"; }
      juke() { command juke "$1" --format $format "${@:2}"; }
      # shellcheck disable=SC1091
      . "$W/lines"
    )
    eventually answers
    pm rm -af -t 0 >/dev/null
    same "$(pm images --format '{{.Repository}}:{{.Tag}}' localhost/http)" localhost/http:latest
    pm rmi localhost/http >/dev/null
  done
  # An image that was typed with a registry keeps it.
  "$JUKE_DIST/bin/juke" --root "$W/juke" tag http docker.io/library/typed:2
  "$JUKE_DIST/bin/juke" --root "$W/juke" save docker.io/library/typed:2 | pm load -q
  pm rmi docker.io/library/typed:2
  unikernel_image http "$GUESTS/http" '{"Cmd":["http"]}'
}

@test "a created container that never started is removed without a trace" {
  pm create --name w localhost/http >/dev/null
  pm init w >/dev/null
  prun rm -f w
  [ "$status" = 0 ]
}
