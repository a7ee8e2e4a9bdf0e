/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.Trees;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** A blob that is being written. It appears in the layout when it is committed, and leaves no trace when it is only closed. */
public final class BlobWriter extends OutputStream {
    private final Path directory;
    private final boolean durable;
    private final Path temporary;
    private final MessageDigest hasher = Digest.hasher();
    private final OutputStream out;
    private long size;

    BlobWriter(Path directory, boolean durable) throws IOException {
        this.directory = directory;
        this.durable = durable;
        this.temporary = Files.createTempFile(directory, ".blob", ".tmp");
        this.out = new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(temporary), hasher), 1 << 16);
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        size++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        size += length;
    }

    /** Gives the blob its name: after that it is in the layout, whole. */
    public Descriptor commit(String mediaType) throws IOException {
        out.close();
        Digest digest = Digest.finish(hasher);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Path place = directory.resolve(digest.hex());
        if (durable) {
            Trees.publish(temporary, place);
        } else {
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        }
        return Descriptor.of(mediaType, digest, size);
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(temporary);
    }
}
