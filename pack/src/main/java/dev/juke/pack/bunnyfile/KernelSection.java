/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.base.IoFailure;
import dev.juke.image.Digest;
import dev.juke.pack.BootFile;
import dev.juke.pack.input.ImageFiles;
import dev.juke.pack.input.LocalFiles;
import dev.juke.pack.input.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** The section {@code kernel} of a build file. */
record KernelSection(Text from, Text path, Text digest) {
    static KernelSection of(YamlMap root) {
        root.require("kernel", "kernel: { from: local, path: FILE }");
        YamlMap map = root.map("kernel", Section.KERNEL);
        KernelSection kernel = new KernelSection(map.required("from"), map.required("path"), map.text("digest"));
        if (kernel.from.is("scratch")) {
            throw kernel.from.place().wrong("kernel.from is scratch, which holds no kernel", "write 'from: local'");
        }
        return kernel;
    }

    /** Whether it lies in the build context and not in an image. */
    boolean isLocal() {
        return from.is(RootfsSection.LOCAL);
    }

    /** Refuses what can be seen to be wrong without looking into images. */
    void check(LocalFiles local) {
        if (!digest.isEmpty()) {
            expected();
        }
        if (isLocal()) {
            local.file(path);
        }
    }

    /**
     * Finds the kernel.
     *
     * @param kept whether the image starts from the one that the kernel lies in
     */
    BootFile resolve(LocalFiles local, ImageFiles images, boolean kept) {
        BootFile kernel = isLocal() ? local(local.file(path)) : images.bootFile(from, path, kept);
        if (!digest.isEmpty()) {
            Digest is = digest(kernel);
            if (!is.equals(expected())) {
                throw digest.place()
                        .wrong(
                                "kernel " + kernel.name() + " has the digest " + is,
                                "correct kernel.digest, or get the right kernel");
            }
        }
        return kernel;
    }

    private BootFile local(Path file) {
        try {
            return BootFile.copied(file);
        } catch (IOException e) {
            throw IoFailure.of(path.place() + ": " + file + " cannot be read", e);
        }
    }

    private Digest expected() {
        String hex = digest.value().startsWith(Digest.PREFIX) ? digest.value().substring(Digest.PREFIX.length()) : "";
        if (hex.length() != 64 || !Digest.isHex(hex)) {
            throw digest.place()
                    .wrong(
                            "'" + digest.value() + "' is no digest",
                            "write sha256: and what sha256sum says of the kernel");
        }
        return new Digest(hex);
    }

    private static Digest digest(BootFile kernel) {
        MessageDigest hasher = Digest.hasher();
        try (InputStream in = kernel.content().open()) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hasher));
        } catch (IOException e) {
            throw IoFailure.of("kernel " + kernel.name() + " cannot be read", e);
        }
        return Digest.finish(hasher);
    }
}
