#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `juke run` and its siblings, with real QEMU: no root needed, no daemon, nothing left behind.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/juke

setup_file() { juke_begin; }
teardown_file() { juke_end; }
teardown() { juke_clean; }

# --- what the guest gets

@test "the guest gets exactly the arguments: blanks, empty ones, dashes and quotes included" {
  go run --rm hello -- a "b c" ''
  is 0
  same "$out" $'Hello from Juke!\narg[0]=a\narg[1]=b c\narg[2]='
  go run --rm hello -x --rm -- "it's \"so\"" '$HOME' 'back\slash' ü
  same "$out" $'Hello from Juke!\narg[0]=-x\narg[1]=--rm\narg[2]=--\narg[3]=it\'s "so"\narg[4]=$HOME\narg[5]=back\\slash\narg[6]=ü'
}

@test "words survive a locale without UTF-8" {
  LC_ALL=C LANG=C go run --rm hello ü
  match "$out" '*arg\[0\]=ü'
}

@test "without arguments the image's command is what the guest gets" {
  go run --rm hello
  match "$out" '*arg\[0\]=hello'
  go run --rm --entrypoint other hello x
  match "$out" $'*arg\\[0\\]=other\narg\\[1\\]=x'
}

@test "the environment arrives whole: values with blanks, empty ones, the caller's, those of a file" {
  printf '# a comment\nF=from a file\nA=late\n' >"$W/env"
  CALLERS='x y' go run --rm --env-file "$W/env" -e 'A=two words' -e B= -e CALLERS -e NOT_SET_ANYWHERE hello
  is 0
  same "$(grep ^env <<<"$out" | sort)" $'env[0]=F=from a file\nenv[1]=A=two words\nenv[2]=B=\nenv[3]=CALLERS=x y'
}

@test "-m is a limit for guest and monitor together" {
  go run --rm -m 128m hello mem
  bytes=$(sed -n 's/^mem: //p' <<<"$out")
  [ "$bytes" -gt $((32 << 20)) ] && [ "$bytes" -lt $((128 << 20)) ]
  go run --rm -m 4m hello
  is 125
  match "$err" "*give at least * MiB"
  go run --rm --cpus 0.5 hello cpus
  match "$out" "*cpus: 1"
  go run --rm --cpus 1000 hello
  is 125
  match "$err" "*this host has $(nproc)*"
}

@test "standard input goes to the guest with -i, and stays the caller's without" {
  out=$(printf 'one\ntwo\n\004' | juke run --rm -i hello stdin)
  match "$out" $'*\none\ntwo'
  left=$(printf 'mine\n' | { juke run --rm hello >/dev/null && cat; })
  same "$left" mine
}

# --- how it ends

@test "the exit code is the guest's" {
  go run --rm hello exit=7
  is 7
  go run --rm hello exit=127
  is 127
}

@test "a crash ends at once, not with 0, and with a sentence" {
  start=$SECONDS
  go run --rm hello crash
  is 139
  [ $((SECONDS - start)) -le 5 ]
  match "$err" "juke: *triple fault*"
}

@test "a panic is no success, and a halted guest has ended" {
  go run --rm hello panic
  [ "$status" -ne 0 ]
  match "$out" "*panic: asked for by an argument*"
  go run --rm hello halt
  is 0
}

@test "TERM and INT end the guest in an orderly way" {
  for signal in TERM INT; do
    "$JUKE_DIST/bin/juke" run --name "w-$signal" http >"$W/console" 2>&1 3>&- 4>&- &
    pid=$!
    eventually grep -q "listening" "$W/console"
    # No JVM stays: the process that was called is juke-init now.
    match "$(readlink "/proc/$pid/exe")" "*/juke-init"
    kill -$signal $pid
    status=0
    wait $pid || status=$?
    same "$status" 0 "exit code after $signal"
    match "$(cat "$W/console")" "*http: power button, bye*"
  done
}

@test "control-C in a terminal ends the guest" {
  (eventually says tty "listening" && printf '\003' && sleep 5) | script -qec "exec '$JUKE_DIST/bin/juke' run --name tty http" /dev/null >"$W/console"
  match "$(cat "$W/console")" "*power button, bye*"
}

@test "with -it every key goes to the guest, and the terminal is left as it was" {
  # What is typed comes back once, from the guest: the terminal does not echo.
  (eventually says keys "arg[0]=stdin" && printf 'k\003y\r\004' && sleep 5) |
    script -qec "'$JUKE_DIST/bin/juke' run -it --name keys hello stdin; stty -a" /dev/null >"$W/console"
  same "$(grep -c $'k\003y' "$W/console")" 1
  match "$(cat "$W/console")" "*isig icanon iexten echo *"
  match "$(juke logs keys)" $'*k\003y*'
  go run -it hello
  is 125
  match "$err" "*no terminal*"
}

@test "a guest that ignores a stop is ended by force: 137" {
  go run -d --name s hello spin
  eventually says s "arg[0]=spin"
  start=$SECONDS
  go stop -t 1 s
  [ $((SECONDS - start)) -lt 20 ]
  match "$(status_of s)" "Exited (137) *"
}

@test "kill ends at once, kill -s TERM asks" {
  go run -d --name k http
  go kill k
  match "$(status_of k)" "Exited (137) *"
  go kill k
  is 1
  match "$err" "*is not running*"
  go run -d --name t http
  eventually says t "listening"
  go kill -s TERM t
  go wait t
  same "$out" 0
}

# --- the console

@test "a flood of 10,000,000 bytes passes a pipe to the last byte" {
  juke run --rm hello flood=10000000 | cat >"$W/console"
  flood_is_whole "$W/console" 10000000
}

@test "a flood loses nothing when the reader is slow" {
  juke run --rm hello flood=3000000 | (sleep 3 && dd bs=512 2>/dev/null) >"$W/console"
  flood_is_whole "$W/console" 3000000
}

@test "the log of a detached guest holds the whole flood, and logs -f shows it while it comes" {
  go run -d --name f hello sleep=1 flood=10000000
  juke logs -f f >"$W/follow"
  flood_is_whole "$W/follow" 10000000
  juke logs f >"$W/console"
  cmp "$W/follow" "$W/console"
  same "$(juke logs -n 1 f | cut -c1-12)" 000000124999
  match "$(status_of f)" "Exited (0) *"
}

@test "logs -f ends with the container, however that ends" {
  go run -d --name l http
  juke logs -f l >"$W/follow" 2>&1 &
  follower=$!
  eventually grep -q listening "$W/follow"
  # shellcheck disable=SC2046 # pids
  kill -9 $(family l)
  wait $follower
}

@test "a reader that has enough is no error" {
  go run --name h hello flood=1000000
  juke logs h | head -n 1
  same "${PIPESTATUS[0]}" 141
}

# --- detached guests

@test "run -d prints the id when the guest runs, and the page is there" {
  go run -d --name web -p 127.0.0.1::80 http
  is 0
  match "$out" "????????????????????????????????????????????????????????????????"
  eventually answers web
  match "$(cat "$W/page")" "*Hello from a unikernel*"
  go stop web
  match "$(status_of web)" "Exited (0) *"
  match "$(juke logs web)" "*power button, bye*"
}

@test "two guests run side by side, each with a port and an address of its own" {
  go run -d --name one -p 80 http
  go run -d --name two -p 80 http
  eventually answers one
  eventually answers two
  [ "$(published one)" != "$(published two)" ]
  [ "$(juke logs one | grep mac)" != "$(juke logs two | grep mac)" ]
}

@test "a UDP port is published, too" {
  go run -d --name echo -p 127.0.0.1::7/udp http
  eventually says echo listening
  address=$(published echo)
  "$PYTHON" - "${address%:*}" "${address#*:}" <<'EOF'
import socket, sys
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.settimeout(30)
udp.sendto(b"are you there", (sys.argv[1], int(sys.argv[2])))
assert udp.recv(100) == b"are you there"
EOF
}

@test "wait prints the exit code, also of a guest that is removed at its end" {
  go run -d --rm --name w hello sleep=2 exit=9
  go wait w
  same "$out" 9
  go run -d --name v hello exit=3
  go wait v
  same "$out" 3
}

@test "what keeps a detached guest from starting is told in the monitor's words, and nothing is left" {
  go run -d -m 60000g hello
  is 125
  match "$err" "juke: the guest did not start: *emory*"
  nothing_left
}

# --- truth about the state

@test "after kill -9 of everything ps says that it is over" {
  go run -d --name x http
  same "$(juke ps --filter name=x -q | wc -l)" 1
  pids=$(family x)
  # shellcheck disable=SC2086
  kill -9 $pids
  # shellcheck disable=SC2086
  eventually gone $pids
  same "$(juke ps -q)" ""
  match "$(status_of x)" "Exited (137) *"
}

@test "kill -9 of juke-init takes its monitor along" {
  go run -d --name x http
  pids=$(family x)
  kill -9 "${pids%%$'\n'*}"
  # shellcheck disable=SC2086
  eventually gone $pids
}

@test "a run that is killed at any moment leaves nothing that the next command does not take away" {
  for delay in 0.02 0.05 0.08 0.11 0.14 0.17 0.2 0.23 0.26 0.3 0.35 0.4 0.5; do
    setsid "$JUKE_DIST/bin/juke" run --rm --name victim hello sleep=60 >/dev/null 2>&1 3>&- 4>&- &
    pid=$!
    sleep $delay
    kill -9 -- -$pid 2>/dev/null || kill -9 $pid
    wait $pid 2>/dev/null || true
    eventually no_victim
  done
  nothing_left
}
no_victim() { [ -z "$(juke ps -aq)" ]; }

@test "many at once do not disturb each other, and nothing is left" {
  for i in 1 2 3 4 5 6 7 8; do
    juke run --rm hello "exit=$i" >/dev/null 2>&1 &
    pids[i]=$!
  done
  for i in 1 2 3 4 5 6 7 8; do
    status=0
    wait "${pids[i]}" || status=$?
    same "$status" "$i" "exit code"
  done
  eventually nothing_left
}

@test "removing the same container from several sides at once is no error" {
  for i in 1 2 3 4 5; do
    go run -d --rm --name r http
    juke rm -f r >"$W/out1" 2>&1 &
    first=$!
    juke ps -a >"$W/out2" 2>&1 &
    second=$!
    # shellcheck disable=SC2046 # pids
    kill -9 $(family r 2>/dev/null) 2>/dev/null || true
    wait $first || { cat "$W/out1" && return 1; }
    wait $second || { cat "$W/out2" && return 1; }
    go run --rm --name r hello
    is 0
  done
  eventually nothing_left
}

@test "--rm leaves nothing, in the foreground, in the background, and after kill -9" {
  go run --rm hello
  eventually nothing_left
  go run -d --rm hello
  eventually nothing_left
  go run -d --rm --name z http
  # shellcheck disable=SC2046 # pids
  kill -9 $(family z)
  eventually no_victim
  eventually nothing_left
}

@test "ps shows what Docker shows" {
  go run -d --name web -p 127.0.0.1::80 http "a long argument that is cut off"
  id=$out
  go run --name over hello exit=7
  go ps
  match "${out%%$'\n'*}" "CONTAINER ID   IMAGE   COMMAND *CREATED *STATUS *PORTS *NAMES"
  match "$out" "*${id:0:12}   http    \"a long argument th…*ago   Up *127.0.0.1:*->80/tcp   web"
  no_match "$out" "*over*"
  match "$(juke ps -a)" "*Exited (7) *over*"
  same "$(juke ps -aq | wc -l)" 2
  same "$(juke ps -q --no-trunc)" "$id"
  same "$(juke ps --filter status=exited --format json | jq -r '.Names + " " + .State')" "over exited"
  same "$(juke ps -a --filter name=nope -q)" ""
}

@test "inspect shows what Docker shows, and the monitor" {
  go run -d --name web -p 127.0.0.1::80 -e A=1 http x
  pid=$(juke inspect web | jq '.[0].State.Pid')
  match "$(tr '\0' ' ' <"/proc/$pid/cmdline")" "*juke-init launch*"
  same "$(juke inspect web | jq -r '.[0] | .State.Status, .State.Running, .Name, .Path, (.Config.Env | join(" ")), .NetworkSettings.Ports["80/tcp"][0].HostIp')" \
    $'running\ntrue\nweb\nx\nA=1\n127.0.0.1'
  match "$(juke inspect web | jq -r '.[0].Juke.Monitor[0]')" "/*qemu*"
  same "$(juke inspect hello | jq -r '.[0].RepoTags[0]')" hello:latest
  go inspect nope
  is 1
  match "$err" "*neither a container nor an image 'nope'*"
}

# --- what goes wrong

@test "a name that is taken is refused, and nothing is made" {
  go run --name same hello
  go run --name same hello
  is 125
  match "$err" "juke: the name 'same' is in use by container *(juke rm same)*"
  go run -d --name busy http
  go run --name busy hello
  match "$err" "*(juke rm -f busy)*"
  juke rm -f busy
  same "$(juke ps -aq | wc -l)" 1
  go rm same
  go run --name same hello
  is 0
}

@test "a port that is taken is refused, and nothing is made" {
  go run -d --name web -p 127.0.0.1::80 http
  port=$(published web)
  go run -d -p "$port:80" http
  is 125
  match "$err" "juke: port $port/tcp cannot be published: Address already in use*"
  same "$(juke ps -aq | wc -l)" 1
}

@test "a privileged port is refused before anything is made" {
  [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 80 ] || skip "here port 80 needs no privilege"
  go run -d -p 80:80 http
  is 125
  match "$err" "juke: port 80 of the host cannot be published*choose one from * up"
  nothing_left
}

@test "what is no image is said with what to do instead" {
  go run "$W/hello/hello"
  is 125
  match "$err" "*is a kernel, not an image; package it with juke build*"
  cd "$W/hello"
  go run .
  is 125
  match "$err" "juke: '.' is a directory, not an image; package what is in it: juke build -t NAME ."
  go run -m 512 hello
  match "$err" "*did you mean 512m?"
  go run -P hello
  is 0
  match "$err" "juke: warning: -P publishes nothing*"
  juke rm -f "$(juke ps -aq)"
}

@test "what Docker has and Juke has not is refused with one sentence" {
  for words in "run -v /a:/b hello" "run --network host hello" "run --network=host hello" "start x" "exec x ls"; do
    # shellcheck disable=SC2086 # words
    go $words
    is 125
    match "$err" "juke: *; *"
    same "$(wc -l <"$W/err")" 1
  done
  go imagse
  match "$err" "*did you mean 'images'?"
  go run --detatch hello
  match "$err" "*did you mean '--detach'?"
  go stop -t abc nobody
  is 125
  go --root images
  is 125
  match "$err" "juke: no command is given*see juke --help"
  same "$out" ""
}

@test "a copy of the launcher alone says what it lacks" {
  cp "$JUKE_DIST/bin/juke" "$W/home-less"
  "$W/home-less" images 2>"$W/err" && false
  match "$(cat "$W/err")" "juke: there is no /*a copy does not work"
}

@test "the README's first lines can be typed" {
  sed -n 's/^    \$ //p' "$TOP/README.md" | sed -n '/^juke/p; /^curl/p' >"$W/lines"
  for line in "juke build -t http examples/http" "juke run -d -p 8080:80 --name web http" "curl localhost:8080" "juke ps" "juke stop web"; do
    grep -qxF "$line" "$W/lines"
  done
  mkdir "$W/examples"
  cp -R "$W/http" "$W/examples/http"
  cd "$W"
  port=$(free_port)
  # Without the lines that need a daemon or root, and with a port that is free here; the log is followed until the guest ends.
  grep -v sudo "$W/lines" | sed "s/8080/$port/; s/^curl.*/eventually &/; s/^juke logs -f.*/& >follow \&/" >typed
  # shellcheck disable=SC1091
  . ./typed
  eventually grep -q "power button, bye" follow
}
free_port() { "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])'; }

@test "what is wrong with the command line is said before anything happens" {
  for words in "--bogus hello" "-p x hello" "-m lots hello" "--accel warp hello" "--monitor qemu:amiga hello" "--name -x hello" "nope" "" "HELLO"; do
    # shellcheck disable=SC2086 # words
    go run $words
    is 125
    match "$err" "juke: *"
    same "$(wc -l <"$W/err")" 1 "lines on standard error"
  done
  nothing_left
  go bogus
  is 125
}

@test "a broken archive is refused, and the store stays as it was" {
  juke save -o "$W/hello.tar" hello
  before=$(juke images --digests --no-trunc)
  head -c 6000 "$W/hello.tar" >"$W/cut.tar"
  go load -i "$W/cut.tar"
  is 1
  sed 's/sha256/sha257/' "$W/hello.tar" >"$W/bent.tar"
  go load -i "$W/bent.tar"
  is 1
  echo nonsense | juke load 2>"$W/err" && false
  same "$(juke images --digests --no-trunc)" "$before"
}

@test "an ordinary container image is not for juke run" {
  mkdir -p "$W/plain/bin"
  echo x >"$W/plain/bin/true"
  "$PYTHON" "$LIB/image.py" "$W/plain" "$W/plain.tar" localhost/plain:latest '{"Cmd":["/bin/true"]}'
  go load -i "$W/plain.tar"
  go run plain
  is 125
  match "$err" "*ordinary container image*podman or docker*"
  juke rmi plain
}

@test "a kernel that is missing is 127, and one that is none is 126" {
  for case in 127: 126:/bin/ls; do
    rm -rf "$W/kernel"
    unikernel "$W/kernel" "${case#*:}"
    "$PYTHON" "$LIB/image.py" "$W/kernel" "$W/kernel.tar" localhost/kernel:latest '{"Cmd":["x"]}'
    [ "${case%%:*}" = 127 ] || echo "no kernel" >"$W/kernel/unikernel/kernel"
    "$PYTHON" "$LIB/image.py" "$W/kernel" "$W/kernel.tar" localhost/kernel:latest '{"Cmd":["x"]}'
    go load -i "$W/kernel.tar"
    go run kernel
    is "${case%%:*}"
  done
  juke rmi -f kernel
}

@test "a full disk keeps a container from being made, but not a guest from going on" {
  [ "$(id -u)" = 0 ] || skip "needs root to mount a small tmpfs"
  mkdir "$W/small"
  mount -t tmpfs -o size=1m,mode=755 small "$W/small"
  export JUKE_ROOT=$W/small/root
  juke load -i <(cat) >/dev/null 2>&1 </dev/null || true
  juke build -t hello "$W/hello" >/dev/null
  go run --name full hello flood=3000000
  is 0
  flood_is_whole "$W/out" 3000000
  match "$err" "*No space left on device*"
  juke rm full
  head -c 2000000 /dev/zero >"$W/small/fill" 2>/dev/null || true
  go run --name none hello
  is 125
  match "$err" "*No space left on device*"
  nothing_left
  export JUKE_ROOT=$W/root
  umount "$W/small"
}

# --- for whom

@test "an ordinary user needs nothing but a home" {
  [ "$(id -u)" = 0 ] || skip "needs root to become somebody else"
  mkdir "$W/home"
  chown 65534:65534 "$W/home"
  as_nobody() {
    setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH="$PATH" HOME="$W/home" \
      timeout -k 5 "$PATIENCE" "$JUKE_DIST/bin/juke" "$@" 3>&- 4>&-
  }
  as_nobody build -t hello "$W/hello"
  as_nobody build -t http "$W/http"
  same "$(as_nobody run --rm hello x 2>/dev/null)" $'Hello from Juke!\narg[0]=x'
  as_nobody run -d --name web -p 127.0.0.1::80 http
  port=$(as_nobody ps --format json | jq -r .Ports | sed 's/->.*//')
  eventually curl -fs -m 5 -o /dev/null "http://$port/"
  pid=$(as_nobody inspect web | jq '.[0].State.Pid')
  same "$(awk '/^Uid/ { print $2, $3, $4, $5 }' "/proc/$pid/status")" "65534 65534 65534 65534"
  as_nobody stop web
  as_nobody rm web
  same "$(ls -A "$W/home/.local/share/juke/containers")" ""
}

@test "under root the monitor is nobody, without any capability" {
  [ "$(id -u)" = 0 ] || skip "needs root"
  go run -d --name web http
  for pid in $(family web); do
    same "$(awk '/^(Uid|Gid)/ { print $2, $3, $4, $5 }' "/proc/$pid/status" | sort -u)" "65534 65534 65534 65534"
    same "$(awk '/^Cap(Prm|Eff|Inh|Amb)/ { print $2 }' "/proc/$pid/status" | sort -u)" 0000000000000000
    same "$(awk '/^NoNewPrivs/ { print $2 }' "/proc/$pid/status")" 1
  done
}

# --- images

@test "an image goes through save and load unchanged, in every format" {
  digest=$(juke inspect hello | jq -r '.[0].Digest')
  for format in oci-archive docker-archive; do
    juke save --format $format -o "$W/saved.tar" hello
    match "$(JUKE_ROOT=$W/other juke load -i "$W/saved.tar")" "Loaded image: hello:latest"
    JUKE_ROOT=$W/other go run --rm hello
    is 0
    juke save --format $format hello | JUKE_ROOT=$W/third juke load
  done
  juke save --format oci-dir -o "$W/saved" hello
  JUKE_ROOT=$W/fourth juke load -i "$W/saved"
  same "$(JUKE_ROOT=$W/fourth juke inspect hello | jq -r '.[0].Digest')" "$digest"
  go run --rm "$W/saved.tar" exit=5
  is 5
}

@test "tag, images and rmi: an image in use is not removed" {
  juke tag hello ghcr.io/me/hello:1
  match "$(juke images)" "*ghcr.io/me/hello   1 *"
  go rmi ghcr.io/me/hello:1
  same "$out" "Untagged: ghcr.io/me/hello:1"
  go run -d --name web http
  go rmi http
  is 1
  match "$err" "*in use by web; remove that first: juke rm -f web"
  match "$(juke images)" "*http *"
}

@test "--cidfile holds the id and must be new" {
  go run --cidfile "$W/cid" hello
  same "$(juke ps -aq --no-trunc)" "$(cat "$W/cid")"
  go run --cidfile "$W/cid" hello
  is 125
  rm "$W/cid"
}

@test "a name without registry is one of this machine, and others keep theirs" {
  juke tag hello localhost/mine
  juke tag hello docker.io/library/theirs
  match "$(juke images)" "*docker.io/library/theirs   latest*"
  for format in oci-archive docker-archive; do
    juke save --format $format mine docker.io/library/theirs >"$W/names.tar"
    tar -xOf "$W/names.tar" "$([ $format = oci-archive ] && echo index.json || echo manifest.json)" >"$W/names"
    match "$(cat "$W/names")" '*"localhost/mine:latest"*'
    match "$(cat "$W/names")" '*"docker.io/library/theirs:latest"*'
    no_match "$(cat "$W/names")" '*docker.io/library/mine*'
  done
  # Of Docker Hub's images, too, the short name will do.
  go run --rm theirs exit=3
  is 3
  juke rmi mine theirs
}

@test "doctor finds all that juke run needs" {
  go doctor
  is 0
  match "$out" "*OK *qemu *OK *network *"
  if exec 8<>/dev/net/tun; then
    exec 8>&-
    match "$out" "*OK *tun *opens*"
  else
    match "$out" "*WARN *tun *"
  fi
  [ "$(juke doctor --format json | jq length)" -gt 8 ]
}

@test "doctor opens devices as whoever asks" {
  [ "$(id -u)" = 0 ] || skip "needs root to become somebody else"
  doctor=$(JUKE_ROOT=$W/nobodys setpriv --reuid 65534 --regid 65534 --clear-groups "$JUKE_DIST/bin/juke" doctor) || true
  if setpriv --reuid 65534 --regid 65534 --clear-groups sh -c 'exec 8<>/dev/net/tun' 2>/dev/null; then
    match "$doctor" "*OK *tun *opens*"
  else
    match "$doctor" "*WARN *tun *does not open*with Podman or Docker*"
  fi
  no_match "$doctor" "*chgrp*"
}

@test "every command has a help with examples" {
  for name in $(juke --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    go "$name" --help
    is 0
    match "$out" "Usage: juke $name*Examples:*juke $name*"
  done
}
