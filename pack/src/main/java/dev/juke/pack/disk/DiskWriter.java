/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.file.Path;

/** Writes files as a disk image. The same files, size and time give the same bytes, whatever the host, its user and its clock. */
public interface DiskWriter {
    /**
     * Writes an image.
     *
     * @param tree what is in it
     * @param size of the image in bytes; 0 for as much as its files need and some room
     * @param epoch the time of everything in it, seconds since 1970
     * @param file an empty file that becomes the image; what else is needed for a while goes beside it
     */
    void write(FileTree tree, long size, long epoch, Path file) throws IOException;
}
