#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# containerd-shim-juke-v2 called as containerd calls it, without containerd: cells come, are shared, die and go, and delete cleans up.
# shellcheck disable=SC2154

load lib/common
load lib/bundle

setup_file() {
  private_begin
  export JUKE_SHIM_STATE=$W/cells JUKE_SHIM_CONF=$W/shim.conf
}
teardown_file() { private_end; }
setup() {
  SHIM=$JUKE_DIST/bin/containerd-shim-juke-v2
  conf idle=600
  mkdir -p "$W/b"
}
teardown() {
  local pid
  for pid in $(cut -d' ' -f1 "$W"/cells/*/*/pid 2>/dev/null); do kill -9 "$pid" 2>/dev/null || true; done
  # shellcheck disable=SC2016
  ns sh -c 'for d in "$1"/b/*/rootfs; do umount -l "$d" 2>/dev/null; done; true' sh "$W"
  rm -rf "${W:?}/cells" "$W/b" "$W/shims"
}

conf() { printf '%s\n' "$@" >"$W/shim.conf"; }

# within ID COMMAND…: in the bundle $W/b/ID, which is made when it is missing. within_exec is the same as a process of its own.
# shellcheck disable=SC2016 # the inner shell expands them
within() {
  mkdir -p "$W/b/$1/rootfs"
  ns sh -c 'cd "$1" && shift && exec "$@"' sh "$W/b/$1" "${@:2}"
}
# shellcheck disable=SC2016
within_exec() {
  mkdir -p "$W/b/$1/rootfs"
  ns_exec sh -c 'cd "$1" && shift && exec "$@"' sh "$W/b/$1" "${@:2}"
}

# called ID WORD…: the shim in that bundle. Sets status, out, err.
called() {
  status=0
  within "$1" timeout -k 5 "$PATIENCE" "$SHIM" "${@:2}" >"$W/out" 2>"$W/err" </dev/null || status=$?
  out=$(tr -d '\0' <"$W/out") err=$(cat "$W/err")
  printf 'containerd-shim-juke-v2 %s: exit code %s\n%s\n%s\n' "${*:2}" "$status" "$out" "$err"
}
# flags ID: what containerd gives, in $flags.
flags() {
  flags=(-namespace "${NAMESPACE:-default}" -address "${ADDRESS:-/run/containerd/containerd.sock}" -publish-binary /usr/bin/containerd -id "$1")
}
start() { flags "$1" && called "$1" "${flags[@]}" start; }
delete() { flags "$1" && called "$1" "${flags[@]}" -bundle "$W/b/$1" delete; }
# starting ID: a start in the background, which is $!; it writes to $W/b/ID/out and err.
starting() {
  mkdir -p "$W/b/$1"
  flags "$1"
  within_exec "$1" "$SHIM" "${flags[@]}" start >"$W/b/$1/out" 2>"$W/b/$1/err" </dev/null 3>&- 4>&- &
}

# started ID: start, which succeeds; its cell's directory in $cell.
started() {
  start "$1"
  [ "$status" = 0 ]
  same "$err" ""
  match "$out" "unix://$W/cells/*/s"
  cell=${out#unix://}
  cell=${cell%/s}
}
# refused PATTERN: the last call failed with this one line, and printed nothing else.
refused() {
  [ "$status" = 1 ]
  same "$out" ""
  same "$(wc -l <"$W/err")" 1
  match "$err" "containerd-shim-juke-v2: $1"
}
cells() { find "$W/cells" -mindepth 2 -maxdepth 2 -type d 2>/dev/null; }
count_cells() { cells | wc -l; }
tasks() { (cd "$1/tasks" && echo *); }
pid_of() { cut -d' ' -f1 "$1/pid"; }
dead() { [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }
kill_cell() {
  local pid
  pid=$(pid_of "$1")
  kill -9 "$pid"
  eventually dead "$pid"
}
nothing() { [ -z "$(find "$W/cells" -mindepth 1 ! -name died.log 2>/dev/null)" ]; }

# another_java SCRIPT: from here on the shim is installed with this for Java.
another_java() {
  mkdir -p "$W/shims/bin" "$W/shims/lib/juke/jre/bin"
  cp "$JUKE_DIST/bin/containerd-shim-juke-v2" "$W/shims/bin/"
  printf '#!/bin/sh\n%s\n' "$1" >"$W/shims/lib/juke/jre/bin/java"
  chmod 755 "$W/shims/lib/juke/jre/bin/java"
  SHIM=$W/shims/bin/containerd-shim-juke-v2
}

# --- start

@test "start prints the address of a cell that listens, and nothing else" {
  started a
  "$PYTHON" -c 'import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])' "$cell/s"
  same "$(cat "$cell/address")" "$out"
  same "$(cat "$W/b/a/juke-cell")" "$cell"
  # containerd 1.6 takes it as it is.
  printf %s "$out" | cmp - "$W/b/a/address"
  same "$(tasks "$cell")" a
  same "$(cat "$cell/tasks/a")" "$W/b/a"
}

@test "what is not root's is closed to others" {
  started a
  same "$(stat -c %a "$cell")" 700
  same "$(stat -c %a "$W/cells" "$W"/cells/* | sort -u)" 711
  same "$(find "$cell" -type f -perm /077 ! -name address)" ""
}

@test "the next start finds the cell, also that of another containerd's command line" {
  started a
  first=$cell
  started b
  same "$cell" "$first"
  called c --address=/run/containerd/containerd.sock start -debug --id c -publish-binary=x -namespace=default
  same "$out" "unix://$first/s"
  same "$(tasks "$first")" "a b c"
  same "$(count_cells)" 1
}

@test "twenty starts at once make one cell" {
  for i in $(seq 20); do starting "t$i"; done
  wait
  same "$(cat "$W"/b/t*/out "$W"/b/t*/err | sort -u)" "$(cat "$W"/cells/*/*/address)"
  same "$(count_cells)" 1
  same "$(tasks "$(cells)" | wc -w)" 20
}

@test "no environment and a standard input that never ends are no hindrance" {
  mkfifo "$W/endless"
  exec 8<>"$W/endless"
  flags a
  within a env -i JUKE_SHIM_STATE="$W/cells" timeout "$PATIENCE" "$SHIM" "${flags[@]}" start >"$W/out" 2>&1 <&8 8>&-
  exec 8>&-
  rm "$W/endless"
  match "$(cat "$W/out")" "unix://$W/cells/*/s"
}

@test "containerds and namespaces have cells of their own" {
  started a
  first=$cell
  NAMESPACE=k8s.io started a
  [ "$cell" != "$first" ]
  ADDRESS=/run/other/containerd.sock started a
  [ "$cell" != "$first" ]
  same "$(count_cells)" 3
}

@test "a cell that is full gets a sister, and is used again when it has room" {
  conf cell=2 idle=600
  started a
  first=$cell
  started b
  same "$cell" "$first"
  started c
  [ "$cell" != "$first" ]
  rm "$first/tasks/a"
  started d
  started e
  same "$(count_cells)" 2
  same "$(tasks "$first" | wc -w)" 2
}

@test "a task that has a place keeps it" {
  conf cell=1
  started a
  first=$cell
  started a
  same "$cell" "$first"
}

@test "cell=pod: a cell for each sandbox, and for each task that has none" {
  conf '# comment' '' '  cell =pod  # and why' $'idle\t= 600\r'
  for id in p1 c1 p2 c2 lone; do mkdir -p "$W/b/$id"; done
  for id in p1 c1; do echo '{"annotations":{"x":"y","io.kubernetes.cri.sandbox-id":"p1"}}' >"$W/b/$id/config.json"; done
  for id in p2 c2; do printf '{"annotations": {\n  "io.kubernetes.cri.sandbox-id": "p2"\n}}' >"$W/b/$id/config.json"; done
  for id in p1 c1 p2 c2 lone; do started "$id"; done
  same "$(for c in $(cells); do tasks "$c"; done | sort)" $'c1 p1\nc2 p2\nlone'
}

@test "cell=node: one cell for all" {
  conf cell=node
  for i in $(seq 5); do started "t$i"; done
  same "$(count_cells)" 1
}

# limits PID: soft and hard limit of descriptors.
limits() { awk '/^Max open files/ { print $4, $5 }' "/proc/$1/limits"; }

@test "a cell for many tasks has descriptors enough; another has no more than its caller" {
  conf cell=node
  mkdir -p "$W/b/a/rootfs"
  flags a
  # shellcheck disable=SC2016
  ns sh -c 'ulimit -S -n 500 && cd "$1" && shift && exec "$@"' sh "$W/b/a" timeout "$PATIENCE" "$SHIM" "${flags[@]}" start >"$W/out" 2>"$W/err" </dev/null
  cell=$(cells)
  hard=$(ulimit -H -n)
  [ "$hard" -gt 500 ]
  same "$(limits "$(pid_of "$cell")")" "$hard $hard"
  kill_cell "$cell"
  conf cell=64
  NAMESPACE=small started small
  same "$(limits "$(pid_of "$cell")")" "$(ulimit -S -n) $hard"
}

@test "a wrong configuration is named with file, line and what is right" {
  allowed="what is: cell=N (tasks in a cell), cell=pod, cell=node, idle=N (seconds), N from 1 to 99999"
  for line in cell=many cell= cell=0 cell=-1 cell=100000 'cell = 3 4' cell idle=soon idle=1.5 Cell=3 tasks=4 nonsense; do
    conf '# one' "$line"
    start a
    refused "$W/shim.conf, line 2: '$line' is not allowed; $allowed"
  done
  nothing
  printf 'cell=7\nidle=x' >"$W/shim.conf"
  start a
  refused "$W/shim.conf, line 2: 'idle=x'*"
  JUKE_SHIM_CONF=$W start a
  refused "$W is no file that can be read"
}

@test "without a configuration there is nothing to say" {
  rm "$W/shim.conf"
  started a
}

# --- the cell's process

@test "a cell is a session of its own in /, without a descriptor of its caller's" {
  mkdir -p "$W/b/a"
  : >"$W/theirs"
  flags a
  # shellcheck disable=SC2016
  nsenter -t "$HOLDER" -m -n -- sh -c 'cd "$1" && shift && exec "$@"' sh "$W/b/a" timeout "$PATIENCE" "$SHIM" "${flags[@]}" start \
    >"$W/out" 2>"$W/err" <"$W/theirs" 3>&- 4>&- 7<"$W/theirs" 8<"$W/theirs" 9<"$W/theirs" 30<"$W/theirs" 200<"$W/theirs"
  cell=$(cells)
  pid=$(pid_of "$cell")
  same "$(ps -o sid= -p "$pid" | tr -d ' ')" "$pid"
  same "$(readlink "/proc/$pid/cwd")" /
  same "$(find "/proc/$pid/fd" -lname "$W/*" -printf '%l\n' | sort -u)" "$(printf '%s\n' "$cell/lock" "$cell/log")"
  same "$(readlink "/proc/$pid/fd/0")" /dev/null
  same "$(find "/proc/$pid/fd" -lname 'pipe:*')" ""
  same "$(cat "/proc/$pid/oom_score_adj")" $(($(cat /proc/self/oom_score_adj) + 1))
}

@test "a cell of another mount namespace, which does not see these root file systems, is not used" {
  started a
  first=$cell
  flags b
  mkdir -p "$W/b/b/rootfs"
  # shellcheck disable=SC2016
  ns unshare -m sh -c 'cd "$1" && shift && exec "$@"' sh "$W/b/b" timeout "$PATIENCE" "$SHIM" "${flags[@]}" start >"$W/out" 2>"$W/err" </dev/null
  match "$(cat "$W/out")" "unix://$W/cells/*/s"
  [ "$(cat "$W/out")" != "unix://$first/s" ]
  same "$(count_cells)" 2
  started c
  same "$cell" "$first"
}

@test "what systemd tells containerd is not told to a cell, nor what JVMs are told" {
  NOTIFY_SOCKET=$W/notify JAVA_TOOL_OPTIONS=-Dx JDK_JAVA_OPTIONS=-Dx HTTPS_PROXY=kept started a
  environment=$(tr '\0' '\n' <"/proc/$(pid_of "$cell")/environ")
  no_match "$environment" "*NOTIFY_SOCKET*"
  no_match "$environment" "*JAVA_TOOL_OPTIONS*"
  no_match "$environment" "*JDK_JAVA_OPTIONS*"
  match "$environment" "*HTTPS_PROXY=kept*"
}

@test "a containerd that cannot be asked: what may be a unikernel is not run as an ordinary container" {
  ADDRESS=$W/no-containerd.sock started a
  rmdir "$W/b/a/rootfs"
  ordinary_bundle a "$(args true)"
  status=0
  ns "$PYTHON" "$LIB/ttrpc.py" call "$cell/s" default Create 1=a "2=$W/b/a" >"$W/out" || status=$?
  cat "$W/out"
  [ "$status" = 1 ]
  match "$(cat "$W/out")" "2 containerd did not tell all of what the image of container a says of a unikernel: $W/no-containerd.sock: No such file or directory; try again"
  [ ! -e /run/containerd/runc/default/a ]
  # A pod's own container is none, without asking.
  edit a '.annotations = {"io.kubernetes.cri.container-type": "sandbox"}'
  ns "$PYTHON" "$LIB/ttrpc.py" call "$cell/s" default Create 1=a "2=$W/b/a" >"$W/out" || cat "$W/out"
  match "$(cat "$W/out")" "0 OK*"
  ns "$PYTHON" "$LIB/ttrpc.py" call "$cell/s" default Delete 1=a
  # A unikernel that says so itself is not in doubt: what fails is its own.
  edit a '.annotations = {"com.urunc.unikernel.unikernelType": "unikraft", "com.urunc.unikernel.hypervisor": "qemu",
    "com.urunc.unikernel.binary": "/no/kernel"}'
  ns "$PYTHON" "$LIB/ttrpc.py" call "$cell/s" default Create 1=a "2=$W/b/a" >"$W/out" || true
  match "$(cat "$W/out")" "*there is no file /no/kernel*"
  grep -q "containerd did not tell all" "$cell/log"
}

@test "nothing is left of a cell that has idled" {
  conf idle=1
  started a
  pid=$(pid_of "$cell")
  sleep 2.5
  [ -e "$cell/address" ]
  rm "$cell/tasks/a"
  eventually nothing
  eventually dead "$pid"
}

@test "a task whose bundle has gone does not keep its cell" {
  conf idle=1
  started a
  rm -rf "$W/b/a"
  eventually nothing
}

@test "starts and ends at once: every start has an address of a cell that lives" {
  conf idle=1 cell=3
  for round in 1 2 3 4; do
    for i in 1 2 3 4; do starting "r$round-$i"; done
    wait
    for i in 1 2 3 4; do
      address=$(cat "$W/b/r$round-$i/out")
      match "$address" "unix://*/s"
      "$PYTHON" -c 'import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])' "${address#unix://}"
      address=${address#unix://}
      rm "${address%/s}/tasks/r$round-$i"
    done
    # Around the moment when the last of them end.
    sleep "1.0$round"
  done
  eventually nothing
}

@test "a cell killed with -9 is replaced, and its last words are kept" {
  started a
  first=$cell
  echo "last words" >>"$first/log"
  kill_cell "$first"
  started b
  [ "$cell" != "$first" ]
  [ ! -e "$first" ]
  same "$(count_cells)" 1
  grep -q "last words" "$W/cells/died.log"
}

@test "the number of a dead cell's process given to another does not make it live" {
  started a
  first=$cell
  kill_cell "$first"
  echo "$$ 1" >"$first/pid"
  started b
  [ ! -e "$first" ]
}

@test "a launcher killed with -9 leaves a cell that the next start uses" {
  starting a
  launcher=$!
  until [ -n "$(cells)" ]; do :; done
  kill -9 $launcher
  wait $launcher || true
  started b
  same "$(count_cells)" 1
}

# interrupted SIGNAL: a start that waits for its cell.
interrupted() {
  starting a
  launcher=$!
  eventually test -s "$W/java"
  kill "-$1" $launcher
  status=0
  wait $launcher || status=$?
  cp "$W/b/a/err" "$W/err"
  out=$(cat "$W/b/a/out") err=$(cat "$W/err")
  refused "no cell could be started: it was interrupted"
  eventually dead "$(cat "$W/java")"
  nothing
}

@test "a start that is told to end leaves no half-made cell" {
  another_java "echo \$\$ >$W/java; exec sleep 1000"
  for signal in TERM INT HUP; do
    rm -f "$W/java"
    interrupted $signal
  done
}

@test "when no cell comes up, its last word is the reason and nothing is left" {
  another_java 'echo first; echo "the reason" >&2; exit 1'
  start a
  refused "no cell could be started: the reason"
  nothing
  another_java 'exit 1'
  start a
  refused "no cell could be started: its process has ended"
  rm "$W/shims/lib/juke/jre/bin/java"
  start a
  refused "no cell could be started: setsid: failed to execute *java: No such file or directory"
  nothing
  [ ! -e "$W/b/a/juke-cell" ]
}

@test "a state directory that cannot be written, or is too deep for a socket, is named" {
  : >"$W/file"
  JUKE_SHIM_STATE=$W/file start a
  refused "$W/file/*/lock cannot be written and locked: Not a directory"
  JUKE_SHIM_STATE=$W/cells/$(printf 'deep/%.0s' $(seq 20)) start a
  refused "*longer than 107 characters"
}

@test "a bundle on a disk that is full is named, and has no place in the cell" {
  started other
  ns mount -t tmpfs -o size=16k full "$W/b"
  # shellcheck disable=SC2016
  ns sh -c 'mkdir -p "$1/a/rootfs"; cat /dev/zero >"$1/fill"' sh "$W/b" 2>/dev/null || true
  start a
  ns umount "$W/b"
  refused "$W/b/a/juke-cell cannot be written: No space left on device"
  same "$(tasks "$cell")" other
}

# --- what is refused, and what is said

@test "ids and bundles that are none are refused, and nothing is touched" {
  mkdir -p "$W/b/a/rootfs" "$W/cells"
  echo precious >"$W/b/a/rootfs/file"
  for id in '' . .. ../a a/b 'a b' -x '$(id)' $'a\nb'; do
    called a -namespace default -address /x -id "$id" start
    [ "$status" = 1 ] && same "$out" ""
    called a -namespace default -address /x -id "$id" -bundle "$W/b/a" delete
    [ "$status" = 1 ] && same "$out" ""
  done
  for bundle in "$W" "$W/b" "$W/b/a/../a" a "$W/c/a" "$W/b/./a" "$W//b/a"; do
    called a -namespace default -address /x -id a -bundle "$bundle" delete
    [ "$status" = 1 ] && same "$out" ""
  done
  called a -namespace ../x -address /x -id a delete
  refused "'../x' is no -namespace*"
  called a -address /x -id a start
  refused "-namespace is missing"
  called a -namespace default -id a start
  refused "-address is missing"
  called b -namespace default -address /x -id a start
  refused "$W/b/b is not the bundle of a*"
  flags a
  called a "${flags[@]}" stop
  refused "'stop' is neither start nor delete"
  called a "${flags[@]}"
  refused "an action is missing*"
  called a -nonsense start
  refused "the flag -nonsense is unknown"
  called a start -id
  refused "-id has no value"
  same "$(cat "$W/b/a/rootfs/file")" precious
  nothing
}

@test "-v names the program and its version" {
  for flag in -v --version; do
    called a $flag
    [ "$status" = 0 ]
    same "$out" "containerd-shim-juke-v2:
  Version:  $(cat "$JUKE_DIST/lib/juke/version")"
  done
  match "$("$JUKE_DIST/bin/juke" version)" "juke $(cat "$JUKE_DIST/lib/juke/version")"
}

@test "-info is a RuntimeInfo with name, version, and what the OCI runtime can" {
  called a -info
  [ "$status" = 0 ]
  same "$err" ""
  version=$(cat "$JUKE_DIST/lib/juke/version")
  words=$(decode <"$W/out")
  match "$words" "1=io.containerd.juke.v2 2={1=$version} 4={1=types.containerd.io/opencontainers/runtime-spec/1/features/Features 2={*}}"
  json=${words#*Features 2=}
  same "${json%\}}" "$(runc features)"
  jq -e '.mountOptions | index("rro")' <<<"${json%\}}"
}

@test "-info without an OCI runtime that knows its features has none" {
  printf '#!/bin/sh\n[ "$1" != features ] || exit 1\n' >"$W/mute"
  chmod 755 "$W/mute"
  JUKE_OCI_RUNTIME=$W/mute called a -info
  [ "$status" = 0 ]
  same "$err" ""
  same "$(decode <"$W/out")" "1=io.containerd.juke.v2 2={1=$(cat "$JUKE_DIST/lib/juke/version")}"
}

# decode: a protobuf message as text: numbers, {messages}, strings.
decode() {
  "$PYTHON" -c '
import sys
def varint(b, i):
    n = s = 0
    while True:
        n |= (b[i] & 127) << s; s += 7; i += 1
        if b[i - 1] < 128: return n, i
def message(b):
    out, i = [], 0
    while i < len(b):
        key, i = varint(b, i)
        n, i = varint(b, i)
        if key & 7 == 0: out.append("%d=%d" % (key >> 3, n)); continue
        assert key & 7 == 2 and i + n <= len(b)
        part, i = b[i:i + n], i + n
        try: text = "{" + message(part) + "}"
        except Exception: text = part.decode()
        out.append("%d=%s" % (key >> 3, text))
    return " ".join(out)
print(message(sys.stdin.buffer.read()))'
}

# --- delete

# answered PID: the last call was a delete, which said that this process was killed just now.
answered() {
  [ "$status" = 0 ]
  local words
  words=$(decode <"$W/out")
  match "$words" "${1:+1=$1 }2=137 3={1=*}"
  words=${words##*=}
  words=${words%\}}
  [ $(($(date +%s) - words)) -lt 60 ]
}

# container ID: one that runs, in runc's state directory $W/runc/default, as a cell would have left it.
container() {
  rmdir "$W/b/$1/rootfs"
  ordinary_bundle "$1" "$(args sleep 1000)"
  ns runc --root "$W/runc/default" run -d --pid-file "$W/b/$1/init.pid" --bundle "$W/b/$1" "$1" >"$W/b/$1/out" 2>&1 </dev/null
  echo "$W/runc/default" >"$W/b/$1/juke-root"
}

@test "delete kills what is left, unmounts the root file system and gives the place back" {
  started a
  started other
  container a
  pid=$(cat "$W/b/a/init.pid")
  ns sh -c 'cd "$1" && mount -t tmpfs lower rootfs && echo x >rootfs/x && mount --bind rootfs rootfs' sh "$W/b/a"
  kill_cell "$cell"
  delete a
  answered "$pid"
  same "$err" ""
  eventually dead "$pid"
  [ ! -e "$W/runc/default/a" ]
  same "$(ns grep -F "$W/b/a/rootfs" /proc/self/mountinfo)" ""
  # The cell was dead, and has been buried.
  nothing
}

@test "delete of a task of a cell that lives leaves the cell and its other tasks, once and again" {
  started a
  started b
  container a
  pid=$(cat "$W/b/a/init.pid")
  delete a
  answered "$pid"
  eventually dead "$pid"
  same "$(tasks "$cell")" b
  delete a
  answered "$pid"
  same "$(tasks "$cell")" b
  [ -e "/proc/$(pid_of "$cell")" ]
}

@test "delete of a root file system that is in use detaches it" {
  started a
  ns mount -t tmpfs busy "$W/b/a/rootfs"
  ns sh -c 'cd "$1/b/a/rootfs" && : >file && exec sleep 1000' sh "$W" </dev/null >/dev/null 2>&1 &
  user=$!
  eventually ns test -e "$W/b/a/rootfs/file"
  delete a
  answered ""
  same "$(ns grep -F "$W/b/a/rootfs" /proc/self/mountinfo)" ""
  kill $user
  wait $user || true
}

@test "delete where there is nothing to delete answers all the same" {
  delete a
  answered ""
  same "$err" ""
  mkdir "$W/b/a/tasks"
  echo "$W/b/a" >"$W/b/a/juke-cell"
  : >"$W/b/a/tasks/a"
  delete a
  answered ""
  # That was no cell of ours.
  [ -e "$W/b/a/tasks/a" ]
  nothing
}
