/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.JukeException;
import dev.juke.sandbox.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the monitor opens into the container's directory: so it needs no way through any other, and an image may be removed while
 * a guest starts. Kernel and initrd are linked where that is possible; a disk is the container's own.
 */
final class GuestFiles {
    private GuestFiles() {}

    static void bring(Workload.Files files, ContainerDirectory into, MonitorAccount account) throws IOException {
        link(files.kernel(), into.file(ContainerDirectory.KERNEL));
        Path initrd = files.initrd();
        if (initrd != null) {
            link(initrd, into.file(ContainerDirectory.INITRD));
        }
        Path block = files.block();
        if (block != null) {
            copyDisk(block, into.file(ContainerDirectory.BLOCK), account.id());
        }
    }

    /** A link costs nothing, but keeps the rights that the image gives: a file that others may not read is copied. */
    private static void link(Path from, Path to) throws IOException {
        boolean readable = Files.getPosixFilePermissions(from).contains(PosixFilePermission.OTHERS_READ);
        if (readable) {
            try {
                Files.createLink(to, from);
                return;
            } catch (IOException | UnsupportedOperationException e) {
                // Another file system, one without links, or too many of them: copied, then, which tells the real
                // trouble if there is.
                Files.deleteIfExists(to);
            }
        }
        Files.copy(from, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("r--r--r--"));
    }

    /** cp keeps holes, and shares blocks where the file system can: an image of gigabytes may hold little. */
    private static void copyDisk(Path from, Path to, @Nullable Integer owner) throws IOException {
        Process copy = new ProcessBuilder(
                        "cp", "--reflink=auto", "--sparse=always", "--", from.toString(), to.toString())
                .redirectErrorStream(true)
                .start();
        String words = new String(copy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (copy.waitFor() != 0) {
                throw JukeException.host("the disk " + from + " cannot be copied: " + words.strip(), "make room");
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the disk was copied", e);
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
        if (owner != null) {
            Files.setAttribute(to, "unix:uid", owner);
        }
    }
}
