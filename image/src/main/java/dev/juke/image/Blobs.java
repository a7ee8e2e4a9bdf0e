/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A place that blobs are read from by their digest. What comes out of it is checked: nothing else is ever returned. */
public interface Blobs {
    /** A larger JSON document (manifest, index, configuration) is refused. Bytes; the limit that registries have. */
    int DOCUMENT_LIMIT = 4 << 20;

    /** What this place is called in messages: its path. */
    String where();

    /** How many of its blobs are worth reading at once: one of a disk, several of a network. */
    default int width() {
        return 1;
    }

    /** The bytes that lie under this digest, unchecked; a {@link JukeException} when nothing does. */
    InputStream stream(Digest digest) throws IOException;

    /** Opens a blob. Reading to its end fails when its size or digest is not what the descriptor says. */
    default VerifiedStream open(Descriptor descriptor) {
        try {
            return new VerifiedStream(stream(descriptor.digest()), descriptor, where());
        } catch (IOException e) {
            throw IoFailure.of(where() + ": blob " + descriptor.digest() + " cannot be read", e);
        }
    }

    /** A JSON document, checked. */
    default byte[] document(Descriptor descriptor) {
        if (descriptor.size() > DOCUMENT_LIMIT) {
            throw JukeException.input(
                    where() + ": " + descriptor.digest() + " (" + descriptor.mediaType() + ") has " + descriptor.size()
                            + " bytes, more than the limit of " + DOCUMENT_LIMIT,
                    "do not trust this image");
        }
        try (VerifiedStream in = open(descriptor)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw IoFailure.of(where() + ": blob " + descriptor.digest() + " cannot be read", e);
        }
    }

    /** Copies a blob, checked at its end. */
    default void copy(Descriptor descriptor, OutputStream out) throws IOException {
        try (VerifiedStream in = open(descriptor)) {
            in.transferTo(out);
        }
    }
}
