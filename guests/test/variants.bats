#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154
# The less usual machines, devices and loaders; run once, not for each machine.

load guest

bare=microvm,acpi=off,x-option-roms=off,pit=off,pic=off,rtc=off

hello_works() {
  local start ms
  guest hello "juke env.vars=[ A=1 ] -- x cpus mem sleep=0.3 exit=5" "$@"
  echo "$MACHINE: $status: $output"
  [ "$status" = 5 ]
  [[ $output == *"arg[0]=x"*"env[0]=A=1"*"cpus: 1"*"mem: "* ]]
}

@test "hello works on microvm with and without ACPI, PIT, PIC, RTC and option ROMs" {
  for MACHINE in microvm,acpi=off microvm,x-option-roms=off,pit=off,pic=off,rtc=off $bare microvm,ioapic2=off; do
    hello_works
  done
}

@test "hello keeps time on a microvm without any clock device" {
  MACHINE=$bare
  guest_start hello "juke -- flood=1 sleep=1 flood=2 sleep=0.2"
  guest_says "flood:"
  local start end
  start=$(date +%s%N)
  until [ "$(grep -c flood: console)" = 2 ]; do sleep 0.005; done
  end=$(date +%s%N)
  guest_ended
  local ms=$(((end - start) / 1000000))
  echo "slept $ms ms"
  [ $ms -ge 800 ] && [ $ms -le 1200 ]
}

@test "hello ends on a machine that can neither exit nor power off" {
  MACHINE=$bare EXIT_DEVICE=no guest hello "juke -- exit=5"
  [ "$status" = "qemu 0" ]
}

@test "hello works through PVH as it does through multiboot" {
  without_multiboot hello
  for MACHINE in pc q35 microvm microvm,x-option-roms=off $bare; do
    guest "$IMAGE" 'juke env.vars=[ A=1 "B=2 3" ] -- x "" mem exit=5'
    echo "$MACHINE: $status: $output"
    [ "$status" = 5 ]
    [[ $output == *$'arg[0]=x\narg[1]=\narg[2]=mem\narg[3]=exit=5\nenv[0]=A=1\nenv[1]=B=2 3\nmem: '* ]]
  done
}

@test "hello works with other processors" {
  for cpu in qemu64 max Nehalem; do
    MACHINE=q35 hello_works -cpu $cpu
  done
  MACHINE=q35 hello_works -cpu qemu64,+x2apic
}

@test "http works through PVH, with its initial RAM disk" {
  without_multiboot http
  mkdir "$BATS_TEST_TMPDIR/www"
  echo "from the disk" >"$BATS_TEST_TMPDIR/www/index.html"
  (cd "$BATS_TEST_TMPDIR/www" && echo index.html | cpio -o -H newc --quiet) >"$BATS_TEST_TMPDIR/www.cpio"
  for MACHINE in pc q35 microvm $bare; do
    http_start "juke --" -initrd "$BATS_TEST_TMPDIR/www.cpio"
    [ "$(fetch /)" = "from the disk" ]
    guest_kill
  done
}

http_works() {
  http_start "juke --" "$@"
  peer load 127.0.0.1 "$PORT" 200 1 keep >load
  echo "$MACHINE $NIC: $(cat load)"
  guest_kill
}

@test "http works with every kind of PCI device" {
  for MACHINE in pc q35; do
    for NIC in disable-modern=on disable-legacy=on vectors=0 disable-modern=on,vectors=0; do
      http_works
    done
  done
  MACHINE=q35
  NIC=bus=root http_works -device pcie-root-port,id=root
  MACHINE=pc NIC=bus=bridge,addr=3 http_works -device pci-bridge,id=bridge,chassis_nr=1
}

@test "http works with every kind of memory-mapped device, wherever its interrupt is" {
  for MACHINE in microvm microvm,acpi=off microvm,ioapic2=off $bare; do
    for legacy in true false; do
      http_works -global virtio-mmio.force-legacy=$legacy
    done
  done
}

@test "http tells two interfaces apart, in the order of the command line" {
  for MACHINE in pc q35 microvm; do
    local nic
    nic=$(device net)
    guest_start http 'juke netdev.ip=[ 10.0.2.15/24:10.0.2.2 10.0.3.15/24 ] --' -netdev user,id=n -netdev user,id=o \
      -device "$nic,netdev=n,mac=52:54:00:00:00:01" -device "$nic,netdev=o,mac=52:54:00:00:00:02"
    guest_says "http: listening on 10.0.3.15:80"
    [ "$(head -2 console)" = $'http: mac 52:54:00:00:00:01\nhttp: mac 52:54:00:00:00:02' ]
    guest_kill
  done
}

disk_works() {
  guest disk 'juke -- write=3:text read=3 fill=0:64 check' -drive if=none,id=a,format=raw,file="$BATS_TEST_TMPDIR/a.img" -device "$(device blk)${BLK:+,$BLK},drive=a" "$@"
  echo "$MACHINE $BLK: $output"
  [ "$status" = 0 ]
  [[ $output == *", $KIND"*"read[3]=text"*"check: 64 sectors"* ]]
}

@test "disk works with every kind of device" {
  truncate -s 1M "$BATS_TEST_TMPDIR/a.img"
  for MACHINE in pc q35; do
    KIND=pci-legacy BLK=disable-modern=on disk_works
    KIND=pci BLK=disable-legacy=on disk_works
    KIND=pci BLK=vectors=0 disk_works
  done
  for MACHINE in microvm $bare microvm,ioapic2=off; do
    KIND=mmio disk_works -global virtio-mmio.force-legacy=false
    KIND=mmio-legacy disk_works -global virtio-mmio.force-legacy=true
  done
}

@test "the power button works on microvm only with ACPI, and does no harm without" {
  MACHINE=$bare
  guest_start hello "juke -- time sleep=1"
  guest_says "time:"
  power_button
  guest_ended
  [ "$status" = 0 ]
  [[ $output != *"power button"* ]]
}

@test "the images are the same bytes, wherever they are built" {
  local other=$BATS_TEST_TMPDIR/a/longer/way/to/another/place
  mkdir -p "$other"
  tar -C "$GUESTS" --exclude=./build --exclude=./test -cf - . | tar -C "$other" -xf -
  make -s -C "$other" >/dev/null
  for name in hello http disk; do
    cmp "$other/build/$name" "$GUESTS/build/$name"
  done
}
