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
import org.jspecify.annotations.Nullable;

/** A blob that is being written. It appears in the layout when it is committed, and leaves no trace when it is only closed. */
public final class BlobWriter extends OutputStream {
    private final Path directory;
    private final boolean durable;
    private final Path temporary;
    private final @Nullable MessageDigest hasher;
    private final OutputStream out;
    private long size;

    /**
     * Begins a blob.
     *
     * @param hashed whether its digest is to be computed; what is copied from elsewhere is checked where it is read
     */
    BlobWriter(Path directory, boolean durable, boolean hashed) throws IOException {
        this.hasher = hashed ? Digest.hasher() : null;
        this.directory = directory;
        this.durable = durable;
        this.temporary = Files.createTempFile(directory, ".blob", ".tmp");
        OutputStream file = Files.newOutputStream(temporary);
        this.out = new BufferedOutputStream(hasher == null ? file : new DigestOutputStream(file, hasher), 1 << 16);
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
        if (hasher == null) {
            throw new IllegalStateException("begun for a blob whose digest is known");
        }
        out.close();
        Descriptor descriptor = Descriptor.of(mediaType, Digest.finish(hasher), size);
        commit(descriptor);
        return descriptor;
    }

    /** As the other, for a blob whose bytes were checked against their descriptor when they were read. */
    void commit(Descriptor descriptor) throws IOException {
        out.close();
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Path place = directory.resolve(descriptor.digest().hex());
        if (durable) {
            Trees.publish(temporary, place);
        } else {
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(temporary);
    }
}
