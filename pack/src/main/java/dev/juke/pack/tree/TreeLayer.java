/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import java.io.IOException;
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
        HardLinks links = new HardLinks(tree);
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            String path = entry.getKey();
            Node node = entry.getValue();
            switch (node) {
                case Node.Directory _ ->
                    tar.write(entry(path + "/", TarEntry.Kind.DIRECTORY, "", node.permissions(), mtime, 0));
                case Node.Link link ->
                    tar.write(entry(path, TarEntry.Kind.SYMLINK, link.target(), node.permissions(), mtime, 0));
                case Node.File file -> {
                    String first = links.names(path, file).getFirst();
                    if (first.equals(path)) {
                        write(path, node.permissions(), mtime, file.content(), tar);
                    } else {
                        tar.write(entry(path, TarEntry.Kind.HARD_LINK, first, node.permissions(), mtime, 0));
                    }
                }
            }
        }
    }

    /** Writes one file. */
    public static void write(String path, Permissions permissions, long mtime, Content content, TarWriter tar)
            throws IOException {
        write(path, permissions, mtime, content.size(), content::copyTo, tar);
    }

    /**
     * Writes one file, whose content is made meanwhile.
     *
     * @param size of the content, bytes
     */
    public static void write(
            String path, Permissions permissions, long mtime, long size, TarWriter.Body content, TarWriter tar)
            throws IOException {
        tar.write(entry(path, TarEntry.Kind.FILE, "", permissions, mtime, size), content);
    }

    private static TarEntry entry(
            String path, TarEntry.Kind kind, String target, Permissions permissions, long mtime, long size) {
        return new TarEntry(
                path, kind, target, permissions.mode(), permissions.uid(), permissions.gid(), mtime, size, 0);
    }
}
