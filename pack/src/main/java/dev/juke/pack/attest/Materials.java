/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.attest;

import dev.juke.base.IoFailure;
import dev.juke.image.Digest;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Rootfs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** The files that a build was given for its monitor, and what they hash to. */
final class Materials {
    private Materials() {}

    /**
     * One of them.
     *
     * @param role {@code kernel}, {@code initrd} or {@code disk}
     * @param name its file name, without the directory that it happened to lie in
     * @param sha256 hexadecimal
     */
    record Material(String role, String name, String sha256) {}

    static List<Material> of(BuildRequest request) {
        List<Material> materials = new ArrayList<>();
        materials.add(material("kernel", request.kernel()));
        switch (request.rootfs()) {
            case Rootfs.Initrd initrd -> materials.add(material("initrd", initrd.file()));
            case Rootfs.Block block -> materials.add(material("disk", block.file()));
            case Rootfs.None _, Rootfs.Made _, Rootfs.ImageTree _ -> {}
        }
        return materials;
    }

    private static Material material(String role, BootFile file) {
        MessageDigest hasher = Digest.hasher();
        try (InputStream in = file.content().open();
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), hasher)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw IoFailure.of(file.name() + " cannot be read", e);
        }
        return new Material(role, baseName(file.name()), Digest.finish(hasher).hex());
    }

    /** What follows the last slash: the same build in another directory is the same. */
    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
