/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Trees as text, a line a node, to be compared. */
final class Described {
    private Described() {}

    /** What is to be on a disk. */
    static Map<String, String> tree(FileTree tree) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            Permissions permissions = entry.getValue().permissions();
            lines.put(
                    entry.getKey(),
                    switch (entry.getValue()) {
                        case Node.Directory _ -> owner("directory", permissions);
                        case Node.Link link -> "link to " + link.target();
                        case Node.File file -> owner("file", permissions) + " " + sum(file.content());
                    });
        }
        return lines;
    }

    /** What a program made of a disk; only root can make other owners. */
    static Map<String, String> directory(Path root) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.skip(1).toList()) {
                lines.put(root.relativize(path).toString(), line(path));
            }
        }
        lines.remove("lost+found");
        return lines;
    }

    private static String line(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        Permissions permissions =
                new Permissions((int) number(path, "mode") & 07777, number(path, "uid"), number(path, "gid"));
        return Files.isDirectory(path)
                ? owner("directory", permissions)
                : owner("file", permissions) + " " + sum(Content.of(path));
    }

    private static long number(Path path, String attribute) throws IOException {
        Object value = Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
        return Integer.toUnsignedLong((int) Objects.requireNonNull(value));
    }

    /** Where two trees differ. */
    static List<String> differences(Map<String, String> found, Map<String, String> expected) {
        Set<String> paths = new TreeSet<>(found.keySet());
        paths.addAll(expected.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(found.get(path), expected.get(path)))
                .map(path -> path + ": " + found.get(path) + ", not " + expected.get(path))
                .toList();
    }

    static String owner(String kind, Permissions permissions) {
        return kind + " " + Integer.toOctalString(permissions.mode()) + " " + permissions.uid() + ":"
                + permissions.gid();
    }

    static String sum(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return sum(in.readAllBytes());
        }
    }

    static String sum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return bytes.length + " bytes " + Long.toHexString(crc.getValue());
    }
}
