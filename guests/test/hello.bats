#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154

load guest

@test "hello says hello and exits with 0" {
  guest hello ""
  [ "$output" = "Hello from Juke!" ]
  [ "$status" = 0 ]
}

@test "hello shows its arguments as they are" {
  guest hello "juke -- plain 'two words' \"\" a\\\\b 'tab	and \"quotes\"' ünï --flag=1"
  [ "$output" = 'Hello from Juke!
arg[0]=plain
arg[1]=two words
arg[2]=
arg[3]=a\b
arg[4]=tab	and "quotes"
arg[5]=ünï
arg[6]=--flag=1' ]
}

@test "hello shows its environment" {
  guest hello 'juke env.vars=[ A=1 "X=two words" ] netdev.ip=1.2.3.4/24:1.2.3.1:8.8.8.8 vfs.fstab=[ "initrd0:/:extract:::" ] -- x'
  [ "$output" = 'Hello from Juke!
arg[0]=x
env[0]=A=1
env[1]=X=two words' ]
}

@test "hello takes Juke's line with empty fields, and the older dialect" {
  guest hello 'juke   netdev.ip=/24::8.8.8.8  -- x'
  [ "${output##*Juke!}" = $'\narg[0]=x' ]
  guest hello 'juke netdev.ipv4_addr=10.0.0.2 netdev.ipv4_gw_addr=10.0.0.1 netdev.ipv4_subnet_mask=255.255.255.0 vfs.rootfs=initrd -- y'
  [ "${output##*Juke!}" = $'\narg[0]=y' ]
}

@test "hello takes everything as arguments when there is no --" {
  guest hello 'juke env.vars=A=1 b'
  [ "${output##*Juke!}" = $'\narg[0]=env.vars=A=1\narg[1]=b' ]
}

@test "hello takes 256 arguments and 60 KiB, and names the limits" {
  local long
  long=$(head -c 60000 /dev/zero | tr '\0' a)
  guest hello "juke -- $(seq -s ' ' 255) $long"
  [ "$status" = 0 ]
  [[ $output == *$'\narg[254]=255\narg[255]='"$long" ]]
  guest hello "juke -- $(seq -s ' ' 257)"
  [ "$status" = 99 ]
  [[ $output == *"more than 256 arguments"* ]]
  guest hello "juke -- $long $long"
  [ "$status" = 99 ]
  [[ $output == *"65536 are the limit"* ]]
}

@test "hello exits with the code it is told" {
  for code in 1 127; do
    guest hello "juke -- exit=$code not reached"
    [ "$status" = $code ]
  done
}

@test "hello says which exit codes it cannot have" {
  for code in 128 -1 ''; do
    guest hello "juke -- exit=$code"
    [ "$status" = 127 ]
    [[ $output == *"exit= needs a number from 0 to 127, not '$code'"* ]]
  done
}

@test "hello obeys in order" {
  guest hello "juke -- mem flood=10 cpus exit=3"
  [ "$status" = 3 ]
  [[ $output == *mem:*flood:*cpus:* ]]
}

@test "hello sleeps for as long as it is told" {
  local start end
  guest_start hello "juke -- flood=1 sleep=1 flood=2 sleep=0.25"
  guest_says "flood:"
  start=$(date +%s%N)
  until [ "$(grep -c flood: console)" = 2 ]; do sleep 0.005; done
  end=$(date +%s%N)
  guest_ended
  [ "$status" = 0 ]
  local ms=$(((end - start) / 1000000))
  echo "slept $ms ms"
  [ $ms -ge 800 ] && [ $ms -le 1200 ]
}

@test "hello uses no processor while it sleeps" {
  guest_start hello "juke -- time sleep=60"
  guest_says "time:"
  local before
  before=$(cpu_ticks)
  sleep 1
  [ $(($(cpu_ticks) - before)) -le 3 ]
}

@test "hello leaves at the power button while it sleeps" {
  guest_start hello "juke -- time sleep=60"
  guest_says "time:"
  power_button
  guest_ended 10
  [ "$status" = 0 ]
  [[ $output == *"hello: power button, bye" ]]
}

@test "hello ignores the power button while it spins, and when it is halted" {
  local before
  guest_start hello "juke -- time spin"
  guest_says "time:"
  power_button
  before=$(cpu_ticks)
  until [ $(($(cpu_ticks) - before)) -gt 25 ]; do sleep 0.05; done
  guest_is_running
  guest_kill
  guest_start hello "juke -- time halt"
  guest_says "time:"
  power_button
  before=$(cpu_ticks)
  sleep 0.5
  guest_is_running
  [ $(($(cpu_ticks) - before)) -lt 5 ]
}

@test "hello crashes without a word" {
  guest hello "juke -- crash not reached"
  [ "$status" = "qemu 0" ]
  [[ $output == *"arg[2]=reached" ]]
}

@test "hello panics with code 99" {
  guest hello "juke -- panic"
  [ "$status" = 99 ]
  [[ $output == *"panic: asked for by an argument" ]]
}

@test "hello's faults are panics with registers" {
  guest hello "juke -- fault"
  [ "$status" = 99 ]
  [[ $output == *"rax "*"panic: page fault at "*"cr2 8" ]]
}

@test "hello's output is whole: 300 kB, nothing lost, doubled or out of order" {
  guest hello "juke -- flood=300000 exit=4"
  [ "$status" = 4 ]
  printf '%s' "${output#*flood:?}" >"$BATS_TEST_TMPDIR/flood"
  [ "$(stat -c %s "$BATS_TEST_TMPDIR/flood")" = 299999 ] # the last newline is gone with the $()
  awk '{ if (length($0) != 79 || substr($0, 1, 12) + 0 != NR - 1) { print "line", NR, $0; bad = 1; exit } } END { exit bad }' \
    "$BATS_TEST_TMPDIR/flood"
}

@test "hello's output is whole when the reader is slow" {
  cd "$BATS_TEST_TMPDIR"
  mkfifo pipe
  SERIAL=pipe:pipe
  mkfifo pipe.in pipe.out
  guest_start hello "juke -- flood=100000"
  { sleep 0.3; head -c 1000; sleep 0.3; cat; } <pipe.out >slow 3>&- &
  local reader=$!
  guest_ended
  wait $reader
  [ "$(grep -c '^0000' slow)" = 1250 ]
  [ "$(stat -c %s slow)" = $((100000 + $(sed '/^flood:$/q' slow | wc -c))) ]
}

@test "hello echoes what is typed, until control-D" {
  cd "$BATS_TEST_TMPDIR"
  mkfifo pipe.in pipe.out
  SERIAL=pipe:pipe
  guest_start hello "juke -- stdin exit=6"
  cat pipe.out >typed 3>&- &
  local reader=$!
  exec 7>pipe.in
  printf 'first line\nsecond ' >&7
  sleep 0.3
  printf 'line\rrest\004never' >&7
  guest_ended
  exec 7>&-
  wait $reader
  cat -A typed
  [ "$status" = 6 ]
  [ "$(sed '1,/exit=6/d' typed)" = $'first line\nsecond line\nrest' ]
}

@test "hello sees the memory and the processors that it was given" {
  for MEMORY in 16 128; do
    guest hello "juke -- mem"
    local bytes=${output##*mem: }
    [ "$bytes" -le $((MEMORY << 20)) ]
    [ "$bytes" -ge $(((MEMORY - 1) << 20)) ]
  done
  guest hello "juke -- cpus" -smp 3
  [ "${output##*cpus: }" = 3 ]
}

@test "hello knows the time" {
  guest hello "juke -- time"
  [[ $output =~ time:\ ($(date -u +%Y-%m-%dT%H)|20..-..-..T..):..:..Z,\ 0\.[0-9]{6}\ s\ since\ start ]]
}

@test "hello runs in 8 MiB and in 2 GiB" {
  MEMORY=8 guest hello "juke -- mem"
  [ "$status" = 0 ]
  MEMORY=2048 guest hello "juke -- mem"
  [ "$status" = 0 ]
  [ "${output##*mem: }" -ge $((2047 << 20)) ]
}

@test "hello powers off where there is no device for exit codes" {
  EXIT_DEVICE=no guest hello "juke -- exit=5"
  [ "$status" = "qemu 0" ]
  [[ $output == *"arg[0]=exit=5" ]]
}

@test "hello is quick: first byte long before a second has passed" {
  local start end
  start=$(date +%s%N)
  guest hello ""
  end=$(date +%s%N)
  echo "$(((end - start) / 1000000)) ms"
  [ $(((end - start) / 1000000)) -lt 2000 ]
}
