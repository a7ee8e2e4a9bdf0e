# SPDX-License-Identifier: Apache-2.0
# Guests in QEMU, for the tests: guest runs one to its end, guest_start leaves it running. MACHINE says on which machine.

MACHINE=${MACHINE:-pc}
GUESTS=${BATS_TEST_DIRNAME%/test}
PYTHON=$(command -v /usr/bin/python3 || command -v python3)
QEMU=${QEMU:-qemu-system-x86_64}
PATIENCE=60

# Words that every run needs. EXIT_DEVICE=no leaves out the device for exit codes, MEMORY is in MiB.
qemu_words() {
  words=("$QEMU" -M "$MACHINE" -accel "${ACCEL:-tcg}" -m "${MEMORY:-32}" -nodefaults -no-user-config -display none -no-reboot)
  [ "${EXIT_DEVICE:-yes}" = no ] || words+=(-device isa-debug-exit,iobase=0x501,iosize=2)
}

image() { case $1 in /*) echo "$1" ;; *) echo "$GUESTS/build/$1" ;; esac; }

# The guest's exit code from QEMU's: 2N+1 comes from the guest, anything else from QEMU itself.
decode() { if [ $(($1 % 2)) = 1 ]; then status=$(($1 / 2)); else status="qemu $1"; fi; }

# guest IMAGE COMMAND-LINE QEMU-WORD…: sets output and status.
guest() {
  local words image code=0
  image=$(image "$1")
  qemu_words
  output=$(timeout -k 5 $PATIENCE "${words[@]}" -serial stdio -kernel "$image" -append "$2" "${@:3}" 2>"$BATS_TEST_TMPDIR/qemu.err" </dev/null) || code=$?
  decode "$code"
}

# guest_start IMAGE COMMAND-LINE QEMU-WORD…: its console is the file console, its monitor the socket qmp.
guest_start() {
  local words image
  image=$(image "$1")
  qemu_words
  cd "$BATS_TEST_TMPDIR" || return
  : >console
  ${NETNS:+ip netns exec "$NETNS"} "${words[@]}" -serial "${SERIAL:-file:console}" -qmp unix:qmp,server=on,wait=off -kernel "$image" -append "$2" "${@:3}" \
    >qemu.out 2>&1 3>&- </dev/null &
  GUEST_PID=$!
}

# guest_says TEXT [SECONDS]
guest_says() {
  local end=$((SECONDS + ${2:-$PATIENCE}))
  until grep -qaF -- "$1" console; do
    if [ $SECONDS -ge $end ] || ! kill -0 "$GUEST_PID" 2>/dev/null; then
      grep -qaF -- "$1" console && return
      echo "the console never said '$1', but:" && cat console qemu.out && return 1
    fi
    sleep 0.02
  done
}

# guest_ended [SECONDS]: sets status and output.
guest_ended() {
  local code=0 end=$((SECONDS + ${1:-$PATIENCE}))
  while kill -0 "$GUEST_PID" 2>/dev/null; do
    [ $SECONDS -lt $end ] || { echo "the guest does not end" && cat console && return 1; }
    sleep 0.02
  done
  wait "$GUEST_PID" || code=$?
  GUEST_PID=
  decode "$code"
  output=$(cat console)
}

guest_is_running() { kill -0 "$GUEST_PID" 2>/dev/null; }

guest_kill() {
  [ -z "${GUEST_PID:-}" ] && return
  kill "$GUEST_PID" 2>/dev/null
  wait "$GUEST_PID" 2>/dev/null
  GUEST_PID=
}

power_button() {
  printf '%s\n' '{"execute":"qmp_capabilities"}' '{"execute":"system_powerdown"}' |
    socat -t 1 - UNIX-CONNECT:"$BATS_TEST_TMPDIR/qmp" >"$BATS_TEST_TMPDIR/qmp.out"
}

# Hundredths of a second of processor time that the guest's QEMU has used.
cpu_ticks() { awk '{print $14 + $15}' "/proc/$GUEST_PID/stat"; }

# Below the ports that connections take for themselves (ip_local_port_range), and of each suite's own, for they run side by side.
free_port() {
  local port base=20000
  case ${BATS_TEST_FILENAME##*/}:$MACHINE in variants*) base=29000 ;; *:q35) base=23000 ;; *:microvm) base=26000 ;; esac
  for _ in {1..50}; do
    port=$((base + RANDOM % 3000))
    [ -z "$(ss -Htln "sport = :$port")" ] && echo $port && return
  done
  return 1
}

# The name of a virtio device for this machine: nic, disk.
device() {
  case $MACHINE in microvm*) echo "virtio-$1-device" ;; *) echo "virtio-$1-pci" ;; esac
}

# http_start COMMAND-LINE QEMU-WORD…: sets URL.
http_start() {
  PORT=$(free_port)
  URL=http://127.0.0.1:$PORT
  guest_start "${IMAGE:-http}" "$1" "${@:2}" -netdev "user,id=n,hostfwd=tcp:127.0.0.1:$PORT-:80" -device "$(device net)${NIC:+,$NIC},netdev=n"
  guest_says "http: listening on"
}

# fetch PATH CURL-WORD…
fetch() { curl -sS -m 30 "$URL$1" "${@:2}"; }

peer() { ${NETNS:+ip netns exec "$NETNS"} "$PYTHON" "$GUESTS/test/peer.py" "$@"; }

# A copy of the image that only a PVH loader takes: the multiboot magic number is gone.
without_multiboot() {
  local offset
  offset=$(LC_ALL=C grep -obUaP '\x02\xb0\xad\x1b' "$(image "$1")" | head -1 | cut -d: -f1)
  cp "$(image "$1")" "$BATS_TEST_TMPDIR/$1.pvh"
  printf '\0' | dd of="$BATS_TEST_TMPDIR/$1.pvh" bs=1 seek="$offset" conv=notrunc status=none
  IMAGE=$BATS_TEST_TMPDIR/$1.pvh
}

teardown() { guest_kill || true; }
