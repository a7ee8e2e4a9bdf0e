#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154

load guest

setup() {
  cd "$BATS_TEST_TMPDIR"
  truncate -s 4M one.img
  truncate -s 1M two.img
}

# disk_run COMMAND-LINE QEMU-WORD…
disk_run() {
  guest "${IMAGE:-disk}" "$1" -drive if=none,id=a,format=raw,file=one.img -device "$(device blk)${BLK:+,$BLK},drive=a,serial=FIRST" \
    -drive "if=none,id=b,format=raw,file=two.img,readonly=on" -device "$(device blk)${BLK:+,$BLK},drive=b,serial=SECOND-OF-20-CHARS--" "${@:2}"
  echo "$output"
}

@test "disk shows its disks in order, tries them, and leaves them as they were" {
  head -c 4M /dev/urandom >one.img
  sha256sum one.img two.img >before
  disk_run "juke --"
  [ "$status" = 0 ]
  [[ "${output//, @(pci|mmio)*([a-z-])$'\n'/|}" == "disk[0]: 4194304 bytes, 8192 sectors, serial 'FIRST', writable"*"disk[1]: 1048576 bytes, 2048 sectors, serial 'SECOND-OF-20-CHARS--', read-only"*"disk: ok" ]]
  sha256sum -c before
}

@test "disk writes what the host then reads, and reads what the host wrote" {
  printf 'from the host' | dd of=one.img bs=512 seek=7 conv=notrunc status=none
  disk_run 'juke -- read=7 "write=8:from the guest" read=8'
  [ "$status" = 0 ]
  [[ $output == *"read[7]=from the host"*"write[8]: ok"*"read[8]=from the guest"*"disk: ok" ]]
  [ "$(dd if=one.img bs=512 skip=8 count=1 status=none | tr -d '\0')" = "from the guest" ]
}

@test "disk shows bytes of a sector" {
  printf 'x\xef\x53\x00y' | dd of=one.img bs=1 seek=1534 conv=notrunc status=none
  disk_run 'juke -- bytes=2:510:2 bytes=3:0:2 bytes=3:0:0'
  [ "$status" = 0 ]
  [[ $output == *"bytes[2:510]=78ef"*"bytes[3:0]=5300"*"bytes[3:0]="*"disk: ok" ]]
  disk_run 'juke -- bytes=2:510:3'
  [ "$status" = 1 ]
  [[ $output == *"cannot understand 'bytes=2:510:3'"* ]]
}

@test "disk keeps what was written from one run to the next" {
  disk_run "juke -- fill=0:8192"
  [ "$status" = 0 ]
  disk_run "juke -- check"
  [ "$status" = 0 ]
  [[ $output == *"check: 8192 sectors hold the pattern, 0 are damaged, 0 hold something else"* ]]
}

@test "disk finds damaged and misplaced sectors" {
  disk_run "juke -- fill=100:100"
  dd if=one.img of=one.img bs=512 skip=110 seek=120 count=1 conv=notrunc status=none
  printf x | dd of=one.img bs=1 seek=$((130 * 512 + 300)) conv=notrunc status=none
  disk_run "juke -- check"
  [ "$status" = 1 ]
  [[ $output == *"check: 98 sectors hold the pattern, 2 are damaged, 8092 hold something else"*"disk: failed" ]]
}

@test "disk does not write to a read-only disk, nor beyond the end" {
  disk_run "juke -- disk=1 write=0:x"
  [ "$status" = 1 ]
  [[ $output == *"disk: write at sector 0: the disk is read-only"* ]]
  disk_run "juke -- write=8192:x"
  [ "$status" = 1 ]
  [[ $output == *"beyond the end of the disk"* ]]
  disk_run "juke -- disk=2"
  [[ $output == *"there is no disk '2'"* ]]
}

@test "disk says when the host cannot write" {
  guest disk "juke -- write=1:x" -blockdev driver=null-co,node-name=z,size=1048576,read-zeroes=on -blockdev \
    '{"driver":"blkdebug","node-name":"a","image":"z","inject-error":[{"event":"none","iotype":"write","errno":5}]}' -device "$(device blk),drive=a,werror=report"
  echo "$output"
  [ "$status" = 1 ]
  [[ $output == *"disk: write at sector 1: input/output error"* ]]
}

@test "disk measures" {
  disk_run "juke -- bench"
  [[ $output =~ bench:\ [1-9][0-9]*\ MB/s.*bench:\ [1-9][0-9]*\ reads/s ]]
}

@test "disk waits for the power button" {
  guest_start disk "juke -- wait" -drive if=none,id=a,format=raw,file=one.img -device "$(device blk),drive=a"
  guest_says "waiting for the power button"
  power_button
  guest_ended 10
  [ "$status" = 0 ]
  [[ $output == *"disk: power button, bye" ]]
}

@test "disk says when there is none" {
  guest disk "juke --"
  [ "$status" = 1 ]
  [ "$output" = "disk: there is no disk" ]
}
