#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Root file systems that `juke build` makes: the same bytes wherever, and a Linux kernel that reads them.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/juke

setup_file() {
  juke_begin
  mkdir -p "$W/fs/files/sub/empty" "$W/fs/files/many"
  head -c 300000 /dev/urandom >"$W/fs/files/sub/large"
  for i in $(seq 200); do echo "$i" >"$W/fs/files/many/f$i"; done
  printf '#!/bin/sh\n' >"$W/fs/files/run me"
  chmod 755 "$W/fs/files/run me"
  ln -s ../many/f7 "$W/fs/files/sub/link"
  cp "$W/http/http" "$W/fs/kernel"
}
teardown_file() { juke_end; }
teardown() { juke_clean; }

# bunnyfile DIRECTORY FORMAT: a context that asks for a root file system.
bunnyfile() {
  case $2 in
    none | gzip | zstd) keys="type: initrd, compression: $2" ;;
    *) keys="type: block, fs: $2" ;;
  esac
  cat >"$1/bunnyfile" <<EOT
version: v0.1
platforms: { framework: linux, monitor: qemu }
kernel: { from: local, path: kernel }
rootfs: { from: scratch, $keys, include: ["files:/"] }
cmd: [x]
EOT
}

digest() { juke inspect "$1" | jq -r '.[0].Digest'; }

# made NAME: the root file system of an image, as a file.
made() {
  rm -rf "$W/layout"
  juke save -o "oci:$W/layout" "$1" >/dev/null
  manifest=$(jq -r '.manifests[0].digest' "$W/layout/index.json")
  for layer in $(jq -r '.layers[].digest' "$W/layout/blobs/sha256/${manifest#*:}"); do
    tar -xzOf "$W/layout/blobs/sha256/${layer#*:}" .boot/rootfs >"$W/rootfs.made" 2>/dev/null && return
  done
  return 1
}

@test "every format: two file systems, owners, times, orders, umasks, zones, locales: one digest" {
  other=$(mktemp -d /dev/shm/juke.XXXXXX) || skip "there is no second file system at /dev/shm"
  (cd "$W/fs" && find . | sort -r | cpio -pdm --quiet "$other")
  find "$other" -exec touch -h -d '2031-05-06 07:08:09' {} +
  for format in none gzip zstd ext2 ext4 iso9660 ffs; do
    bunnyfile "$W/fs" $format
    bunnyfile "$other" $format
    juke build -t one "$W/fs" >/dev/null
    (umask 077 && TZ=Asia/Kathmandu LC_ALL=C juke build -t two "$other" >/dev/null)
    same "$(digest two)" "$(digest one)" "$format"
  done
  rm -rf "$other"
}

@test "every format: another user builds the same digest" {
  [ "$(id -u)" = 0 ] || skip "needs root, to become another user"
  mkdir "$W/others"
  chmod 777 "$W/others"
  chmod -R a+rX "$W/fs"
  for format in none gzip zstd ext2 ext4 iso9660 ffs; do
    bunnyfile "$W/fs" $format
    chmod 644 "$W/fs/bunnyfile"
    juke build -t one "$W/fs" >/dev/null
    # shellcheck disable=SC2016 # for the other shell
    theirs=$(setpriv --reuid 1234 --regid 1234 --clear-groups env HOME="$W/others" JUKE_ROOT="$W/others/root" PATH="$PATH" \
      sh -c '"$0" build -t one "$1" >/dev/null && "$0" inspect one' "$JUKE_DIST/bin/juke" "$W/fs" | jq -r '.[0].Digest')
    same "$theirs" "$(digest one)" "$format"
  done
}

@test "e2fsck, isoinfo, fls, cpio find the files" {
  for format in ext2 ext4; do
    bunnyfile "$W/fs" $format
    juke build -t disk "$W/fs" >/dev/null
    made disk
    e2fsck -fn "$W/rootfs.made"
    debugfs -R 'cat /sub/large' "$W/rootfs.made" 2>/dev/null | cmp - "$W/fs/files/sub/large"
  done
  bunnyfile "$W/fs" iso9660
  juke build -t disk "$W/fs" >/dev/null
  made disk
  isoinfo -R -x /sub/large -i "$W/rootfs.made" | cmp - "$W/fs/files/sub/large"
  bunnyfile "$W/fs" ffs
  juke build -t disk "$W/fs" >/dev/null
  made disk
  inode=$(fls -f ufs1 -r -p "$W/rootfs.made" | sed -n 's|^r/r \([0-9]*\):.sub/large$|\1|p')
  icat -f ufs1 "$W/rootfs.made" "$inode" | cmp - "$W/fs/files/sub/large"
  for format in gzip zstd; do
    bunnyfile "$W/fs" $format
    juke build -t initrd "$W/fs" >/dev/null
    made initrd
    $format -dc <"$W/rootfs.made" | cpio -i --to-stdout --quiet ./sub/large | cmp - "$W/fs/files/sub/large"
  done
}

@test "a disk has the size that was asked for; one too small is refused and nothing is stored" {
  bunnyfile "$W/fs" ext4
  sed -i 's/fs: ext4/fs: ext4, size: 40M/' "$W/fs/bunnyfile"
  juke build -t sized "$W/fs" >/dev/null
  made sized
  same "$(stat -c %s "$W/rootfs.made")" $((40 << 20))
  sed -i 's/size: 40M/size: 1M/' "$W/fs/bunnyfile"
  go build -t small "$W/fs"
  is 1
  match "$err" "*do not fit on a disk of 1048576 bytes: they need *"
}

@test "Debian's kernel boots from a made initrd, gzip and zstd, and reads a made ext4 disk" {
  kernel=$(find /boot -name 'vmlinuz-*-cloud-amd64' 2>/dev/null | sort | tail -n 1)
  [ -n "$kernel" ] || skip "linux-image-cloud-amd64 is not installed"
  [ -x /bin/busybox ] || skip "busybox is not installed"
  modules=/lib/modules/${kernel#/boot/vmlinuz-}/kernel/drivers
  mkdir -p "$W/boot/files/bin" "$W/boot/files/dev" "$W/boot/files/mnt"
  cp /bin/busybox "$W/boot/files/bin"
  cp "$modules"/virtio/virtio.ko "$modules"/virtio/virtio_ring.ko "$modules"/virtio/virtio_pci*.ko "$modules"/block/virtio_blk.ko "$W/boot/files"
  cat >"$W/boot/files/init" <<'EOT'
#!/bin/busybox sh
/bin/busybox mount -t devtmpfs d /dev
for module in virtio virtio_ring virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk; do /bin/busybox insmod /$module.ko; done
/bin/busybox sleep 1
/bin/busybox mount -t ext4 -o ro /dev/vda /mnt
echo "large $(/bin/busybox sha256sum </mnt/sub/large)"
/bin/busybox poweroff -f
EOT
  chmod 755 "$W/boot/files/init"
  cp "$kernel" "$W/boot/kernel"
  bunnyfile "$W/fs" ext4
  juke build -t disk "$W/fs" >/dev/null
  made disk
  mv "$W/rootfs.made" "$W/disk"
  for format in gzip zstd; do
    bunnyfile "$W/boot" $format
    juke build -t initrd "$W/boot" >/dev/null
    made initrd
    timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nographic -no-reboot -nic none -kernel "$kernel" -initrd "$W/rootfs.made" \
      -append 'console=ttyS0 quiet rdinit=/init panic=-1' -drive "file=$W/disk,format=raw,if=virtio" >"$W/console" </dev/null
    grep -qF "large $(sha256sum <"$W/fs/files/sub/large")" "$W/console" || {
      cat "$W/console"
      return 1
    }
  done
}
