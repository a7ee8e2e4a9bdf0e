#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ordinary-scenario.sh RUNTIME ROOT BUNDLES: every verb on ordinary containers; what each call gave goes to standard output, with ids of
# processes, times and paths made equal, so that two runtimes can be compared.
runtime=$1 root=$2 bundles=$3
cd "$bundles" || exit 1

equal() {
  sed -E "s|$root|ROOT|g; s|$bundles|BUNDLES|g; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/TIME/g; s/\"pid\": ?[0-9]+/\"pid\": PID/g
    s/^(ID +PID .*CREATED) +/\1 /; s/^([a-z]+ +)[0-9]+( +(running|created|paused|stopped))/\1PID\2/; s/\[[0-9, ]+\]/[PIDS]/
    s/\"init_process_(pid|start)\":[0-9]+/N/g; s/^(UID|root|[0-9]+) .* (sleep|cat|CMD)/\1 … \2/; s/process_linux.go:[0-9]+//; s/[0-9]+(\.[0-9]+)? ?(KB|kB|MiB|B)/SIZE/g"
}
step() { # WORD…: the runtime with these words
  echo "--- $*"
  "$runtime" --root "$root" "$@" >out 2>err </dev/null
  echo "exit code $?"
  equal <out
  equal <err | sed 's/^/err: /'
}
until_state() { # ID STATE
  for _ in $(seq 300); do
    "$runtime" --root "$root" state "$1" 2>/dev/null | grep -q "\"status\": \"$2\"" && return
    sleep 0.05
  done
  echo "$1 never was $2"
}
container() { # ID JQ-FILTER…
  mkdir -p "$1"
  [ -e "$1/rootfs" ] || ln -s ../rootfs "$1/rootfs"
  local filter
  jq -c '.root.path = "'"$bundles"'/rootfs"' config.json >"$1/config.json"
  for filter in "${@:2}"; do
    jq -c "$filter" "$1/config.json" >"$1/new" && mv "$1/new" "$1/config.json"
  done
}

step --version
step --help
step features
mkdir -p spec && (cd spec && step spec && equal <config.json)
step list
step nosuchverb
step create --nosuchflag x

container a '.process.args = ["sleep", "1000"]'
step create --bundle a --pid-file a.pid a
[ "$(cat a.pid)" = "$("$runtime" --root "$root" state a | jq .pid)" ] && echo "the pid file is right"
step state a
step create --bundle a a
step exec a echo "before start"
step pause nosuch
step start a
step start a
step state a
step list
step list -q
step list --format json
step ps a
step ps --format json a
step exec a echo "from exec"
step exec a sh -c 'exit 7'
step exec -e X=1 --cwd /tmp --user 5:6 a sh -c 'echo $X $PWD $(id -u) $(id -g)'
echo '{"args":["sh","-c","echo from a file; exit 3"],"cwd":"/","env":["PATH=/bin"],"user":{"uid":0,"gid":0}}' >process.json
step exec --process process.json a
step exec -d --pid-file exec.pid a sleep 1000
[ -d "/proc/$(cat exec.pid)" ] && echo "the process of exec -d lives"
step exec a nosuchprogram
step exec nosuch true
step pause a
step state a
step exec a true
step resume a
step resume a
step update --memory 67108864 --pids-limit 77 a
echo '{"memory":{"limit":50331648}}' >resources.json
step update --resources resources.json a
cat "/sys/fs/cgroup/pids$(sed -n 's/.*:pids://p' "/proc/$(cat a.pid)/cgroup")/pids.max"
cat "/sys/fs/cgroup/memory$(sed -n 's/.*:memory://p' "/proc/$(cat a.pid)/cgroup")/memory.limit_in_bytes"
echo "--- events --stats"
"$runtime" --root "$root" events --stats a | jq -c '[.type, .id, (.data | keys)]'
step delete a
step kill a NOSUCHSIGNAL
step kill a 0
step kill a KILL
until_state a stopped
step kill a TERM
step exec a true
step state a
step delete a
step delete a
step delete --force a
step state a
step kill a 9
step start a

container b '.process.args = ["sh", "-c", "echo out; echo err >&2; cat; exit 5"]'
step run --bundle b b
container c '.process.args = ["sleep", "1000"]'
step run -d --bundle c --pid-file c.pid c
step kill --all c 9
until_state c stopped
step delete --force c

container d '.process.args = ["sh", "-c", "cat <&3; echo $LISTEN_FDS"]'
echo "through descriptor 3" >three
echo "--- preserve-fds"
"$runtime" --root "$root" run --preserve-fds 1 --bundle d d 3<three

container e '.process.args = ["sleep", "1000"]' '.hooks = {
  prestart: [{path: "/bin/sh", args: ["sh", "-c", "cat >'"$bundles"'/e.state; echo prestart >>'"$bundles"'/e.hooks"]}],
  createRuntime: [{path: "/bin/sh", args: ["sh", "-c", "echo createRuntime >>'"$bundles"'/e.hooks"]}],
  createContainer: [{path: "/bin/sh", args: ["sh", "-c", "echo createContainer >>'"$bundles"'/e.hooks"]}],
  startContainer: [{path: "/bin/sh", args: ["sh", "-c", "echo startContainer >/hook"]}],
  poststart: [{path: "/bin/sh", args: ["sh", "-c", "echo poststart >>'"$bundles"'/e.hooks"]}],
  poststop: [{path: "/bin/sh", args: ["sh", "-c", "echo poststop >>'"$bundles"'/e.hooks"]}]}'
step create --bundle e e
step start e
step delete --force e
cat e.hooks rootfs/hook
jq -c '[.id, .status, .bundle]' e.state | equal
rm -f rootfs/hook

container f '.process.args = ["nosuchprogram"]'
step create --bundle f f
container g '.hooks = {prestart: [{path: "/bin/false"}]}'
step create --bundle g g
mkdir -p empty
step create --bundle empty h
step create --bundle nosuchbundle h
step create --bundle a 'bad/id'
step create --bundle a
container i '.process.terminal = true'
step create --bundle i i

for format in json text; do
  echo "--- --log-format $format"
  "$runtime" --root "$root" --log log.$format --log-format $format create --bundle f f >out 2>err </dev/null
  echo "exit code $?"
  equal <log.$format
  equal <err | sed 's/^/err: /'
done
step --log log.none --log-format nosuch state a
# A console.
container t '.process.terminal = true' '.process.args = ["sh", "-c", "tty; exit 0"]'
echo "--- console-socket"
python3 - "$bundles/t.sock" >t.out <<'PY' &
import array, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen(1)
server.settimeout(60)
connection = server.accept()[0]
_, ancillary, _, _ = connection.recvmsg(4096, socket.CMSG_SPACE(4))
master = array.array("i", ancillary[0][2])[0]
text = b""
while True:
    try:
        more = os.read(master, 1000)
    except OSError:
        break
    if not more:
        break
    text += more
print(text)
PY
for _ in $(seq 200); do [ -S t.sock ] && break; sleep 0.05; done
step create --bundle t --console-socket "$bundles/t.sock" t
step start t
wait
cat t.out
until_state t stopped
step delete t
step list
