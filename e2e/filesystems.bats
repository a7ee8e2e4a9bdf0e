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
  # A directory that is included goes into /, not its files.
  include=$(cd "$1/files" && for file in *; do printf '"files/%s:/", ' "$file"; done)
  cat >"$1/bunnyfile" <<EOT
version: v0.1
platforms: { framework: linux, monitor: qemu }
kernel: { from: local, path: kernel }
rootfs: { from: scratch, $keys, include: [$include] }
cmd: [x]
EOT
}

digest() { juke inspect "$1" | jq -r '.[0].Digest'; }

# made CONTEXT: its root file system, as the file $W/made.
made() {
  rm -rf "$W/layout"
  juke build -o "oci:$W/layout:x" "$1" >/dev/null
  manifest=$(jq -r '.manifests[0].digest' "$W/layout/index.json")
  for layer in $(jq -r '.layers[].digest' "$W/layout/blobs/sha256/${manifest#*:}"); do
    tar -xzOf "$W/layout/blobs/sha256/${layer#*:}" .boot/rootfs >"$W/made" 2>/dev/null && return
  done
  return 1
}

# debian_kernel: Debian's kernel and its modules, in $W/linux; from the package, which is not installed.
debian_kernel() {
  mkdir "$W/linux" && cd "$W/linux" || return
  package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  [ -n "$package" ] && timeout 120 apt-get download -qq "$package" >/dev/null 2>&1 && dpkg-deb -x ./*.deb .
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
    made "$W/fs"
    e2fsck -fn "$W/made"
    debugfs -R 'cat /sub/large' "$W/made" 2>/dev/null | cmp - "$W/fs/files/sub/large"
  done
  bunnyfile "$W/fs" iso9660
  made "$W/fs"
  isoinfo -R -x /sub/large -i "$W/made" | cmp - "$W/fs/files/sub/large"
  bunnyfile "$W/fs" ffs
  made "$W/fs"
  inode=$(fls -f ufs1 -r -p "$W/made" | sed -n 's|^r/r \([0-9]*\):.sub/large$|\1|p')
  icat -f ufs1 "$W/made" "$inode" | cmp - "$W/fs/files/sub/large"
  for format in gzip zstd; do
    bunnyfile "$W/fs" $format
    made "$W/fs"
    $format -dc <"$W/made" | cpio -i --to-stdout --quiet ./sub/large | cmp - "$W/fs/files/sub/large"
  done
}

@test "a disk has the size that was asked for; one too small is refused and nothing is stored" {
  bunnyfile "$W/fs" ext4
  sed -i 's/fs: ext4/fs: ext4, size: 40M/' "$W/fs/bunnyfile"
  made "$W/fs"
  same "$(stat -c %s "$W/made")" $((40 << 20))
  sed -i 's/size: 40M/size: 1M/' "$W/fs/bunnyfile"
  go build -t small "$W/fs"
  is 1
  match "$err" "*do not fit on a disk of 1048576 bytes: they need *"
}

@test "Debian's kernel boots from a made initrd, gzip and zstd, and reads a made ext4 disk" {
  [ -x /bin/busybox ] || skip "busybox is not installed"
  debian_kernel || skip "the package linux-image-cloud-amd64 cannot be had"
  kernel=$(echo "$W"/linux/boot/vmlinuz-*)
  modules=$(echo "$W"/linux/lib/modules/*/kernel/drivers)
  mkdir -p "$W/boot/files/bin" "$W/boot/files/dev" "$W/boot/files/mnt"
  cp /bin/busybox "$W/boot/files/bin"
  cp "$modules"/virtio/virtio.ko "$modules"/virtio/virtio_ring.ko "$modules"/virtio/virtio_pci*.ko "$modules"/block/virtio_blk.ko "$W/boot/files"
  cat >"$W/boot/files/init" <<'EOT'
#!/bin/busybox sh
/bin/busybox mount -t devtmpfs d /dev
# Twice: those that need others come second.
for module in /*.ko /*.ko; do /bin/busybox insmod $module 2>/dev/null; done
/bin/busybox sleep 1
/bin/busybox mount -t ext4 -o ro /dev/vda /mnt
echo "large $(/bin/busybox sha256sum </mnt/sub/large)"
/bin/busybox poweroff -f
EOT
  chmod 755 "$W/boot/files/init"
  cp "$kernel" "$W/boot/kernel"
  bunnyfile "$W/fs" ext4
  made "$W/fs"
  mv "$W/made" "$W/disk"
  for format in gzip zstd; do
    bunnyfile "$W/boot" $format
    made "$W/boot"
    timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nographic -no-reboot -nic none -kernel "$kernel" -initrd "$W/made" \
      -append 'console=ttyS0 quiet rdinit=/init panic=-1' -drive "file=$W/disk,format=raw,if=virtio" >"$W/console" </dev/null
    grep -qF "large $(sha256sum <"$W/fs/files/sub/large")" "$W/console" || {
      cat "$W/console"
      return 1
    }
  done
}
