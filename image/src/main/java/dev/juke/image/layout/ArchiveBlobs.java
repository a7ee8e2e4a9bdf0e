/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.image.Blobs;
import dev.juke.image.Digest;
import java.io.IOException;
import java.io.InputStream;

/** The blobs of an OCI layout in a tar archive. */
record ArchiveBlobs(TarFile tar) implements Blobs {
    @Override
    public String where() {
        return tar.where();
    }

    @Override
    public InputStream stream(Digest digest) throws IOException {
        return tar.open(tar.get(OciLayout.BLOBS + "/" + digest.hex()));
    }
}
