/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.unikernel.Key;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Whether a guest can do something with what the image gives it as its files. */
final class RootfsCheck {
    /** What a raw disk is counted in by every monitor. Bytes. */
    private static final int SECTOR = 512;

    private final Subject subject;
    private final List<Finding> findings;

    private RootfsCheck(Subject subject, List<Finding> findings) {
        this.subject = subject;
        this.findings = findings;
    }

    static void check(Subject subject, List<Finding> findings) {
        RootfsCheck check = new RootfsCheck(subject, findings);
        check.places();
        check.kind();
        if (subject.initrd() != null) {
            check.initrd(subject.initrd());
        }
        if (subject.block() != null) {
            check.block(subject.block());
        }
    }

    /** urunc moves kernel, initrd and {@code urunc.json} out of a rootfs that becomes the guest's: they must be files of their own. */
    private void places() {
        Map<Key, String> places = new EnumMap<>(Key.class);
        for (Key key : List.of(Key.BINARY, Key.INITRD, Key.BLOCK)) {
            String value = subject.value(key);
            String path = value.startsWith("/") ? value : "/" + value;
            if (!value.isEmpty() && places.containsValue(path)) {
                findings.add(Finding.error(
                        About.ROOTFS,
                        key.fullName() + " names " + path + ", which another key names, too",
                        "give each a file of its own"));
            }
            places.put(key, path);
        }
    }

    /** Whether the guest takes files in this way at all. */
    private void kind() {
        Guests guest = Guests.get(subject.framework());
        if (guest == null) {
            return;
        }
        List<String> ignored = new ArrayList<>();
        if (subject.hasInitrd() && !guest.initrd()) {
            ignored.add("an initrd");
        }
        if (subject.hasBlock() && !guest.block()) {
            ignored.add("a disk image");
        }
        if (subject.mountsRootfs() && !guest.tree()) {
            ignored.add("the image's own files (mountRootfs)");
        }
        for (String what : ignored) {
            findings.add(Finding.warning(
                    About.ROOTFS,
                    "a " + subject.framework() + " guest does not read " + what,
                    "leave it out, or give it its files in another way"));
        }
        if (subject.hasInitrd() && subject.hasBlock() && !subject.framework().equals("linux")) {
            findings.add(Finding.warning(
                    About.ROOTFS, "the image has an initrd and a disk image: urunc gives the guest one of them", ""));
        }
    }

    private void initrd(Subject.File file) {
        RootfsKind kind = RootfsKind.of(file);
        String name = "initrd " + file.name();
        switch (subject.framework()) {
            case "linux" -> {
                if (!kind.isInitrd()) {
                    findings.add(Finding.error(
                            About.ROOTFS,
                            name + " is " + kind.words() + ", which a Linux kernel does not unpack",
                            "give a cpio archive (find . | cpio -o -H newc), perhaps compressed"));
                }
            }
            case "unikraft" -> {
                if (kind != RootfsKind.CPIO) {
                    findings.add(Finding.error(
                            About.ROOTFS,
                            name + " is " + kind.words() + ", which Unikraft does not unpack",
                            "give a cpio archive that is not compressed (find . | cpio -o -H newc)"));
                }
            }
            case "hermit" -> {
                if (kind != RootfsKind.ELF) {
                    findings.add(Finding.error(
                            About.ROOTFS,
                            name + " is " + kind.words() + ", but Hermit's loader takes the application as initrd",
                            "give the application's ELF file"));
                }
            }
            default -> {}
        }
    }

    private void block(Subject.File file) {
        RootfsKind kind = RootfsKind.of(file);
        String name = "disk image " + file.name();
        if (kind == RootfsKind.EMPTY || kind.isNoRawDisk()) {
            findings.add(Finding.error(
                    About.ROOTFS,
                    name + " is " + kind.words() + ", but a monitor gives it to the guest as it is",
                    "give a raw disk image"));
            return;
        }
        if (file.content().size() % SECTOR != 0) {
            findings.add(Finding.warning(
                    About.ROOTFS,
                    name + " has " + file.content().size() + " bytes, which is no multiple of " + SECTOR
                            + ": monitors cut off the rest or refuse it",
                    "truncate -s %" + SECTOR + " it"));
        }
        boolean good = switch (subject.framework()) {
            case "linux" -> kind.isFileSystem();
            case "rumprun" -> kind == RootfsKind.EXT || kind == RootfsKind.FFS || kind == RootfsKind.ISO9660;
            case "freebsd" -> kind == RootfsKind.FFS;
            default -> true;
        };
        if (!good) {
            findings.add(Finding.warning(
                    About.ROOTFS,
                    name + " is " + kind.words() + ", in which a " + subject.framework()
                            + " guest may find no root file system",
                    ""));
        }
    }
}
