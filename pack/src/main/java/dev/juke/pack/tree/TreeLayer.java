/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes a tree as an image's layer. */
public final class TreeLayer {
    private TreeLayer() {}

    /**
     * Writes all nodes.
     *
     * @param mtime of everything in it, seconds since 1970
     */
    public static void write(FileTree tree, long mtime, TarWriter tar) throws IOException {
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            String path = entry.getKey();
            Node node = entry.getValue();
            switch (node) {
                case Node.Directory _ -> tar.write(TarEntry.directory(path, node.mode(), mtime));
                case Node.Link link -> tar.write(TarEntry.symlink(path, link.target(), mtime));
                case Node.File file -> write(path, node.mode(), mtime, file.source(), tar);
            }
        }
    }

    /** Writes one file under another name. */
    public static void write(String path, int mode, long mtime, Path source, TarWriter tar) throws IOException {
        try (InputStream in = Files.newInputStream(source)) {
            tar.write(TarEntry.file(path, mode, mtime, Files.size(source)), in);
        }
    }
}
