/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files of every kind that a file system could stumble over. Their contents are parts of one file. */
final class SampleTree {
    /** Around the ends of fragments, blocks, and what an inode knows of them. */
    private static final int[] SIZES = {
        0,
        1,
        1023,
        1024,
        1025,
        4095,
        4096,
        4097,
        8192,
        8193,
        49_152,
        49_153,
        98_303,
        98_304,
        98_305,
        4_243_456,
        17_000_001
    };

    private final FileTree tree = new FileTree();
    private final Path pool;

    private SampleTree(Path pool) {
        this.pool = pool;
    }

    /** Makes one; the directory is for the contents. */
    static FileTree make(Path directory) throws IOException {
        byte[] bytes = new byte[18 << 20];
        new Random(42).nextBytes(bytes);
        SampleTree sample = new SampleTree(Files.write(directory.resolve("pool"), bytes));
        sample.fill();
        return sample.tree;
    }

    private void fill() {
        for (int size : SIZES) {
            file("sizes/" + size, size);
        }
        for (int i = 0; i < 3000; i++) {
            file("many/file-with-a-name-" + i, i % 7);
        }
        for (int i = 0; i < 40; i++) {
            tree.put("directories/d" + i, new Node.Directory(Permissions.DIRECTORY));
        }
        String deep = "deep" + "/d".repeat(20);
        file(deep + "/file", 5);
        tree.put("own", new Node.Directory(new Permissions(01777, 70_000, 4_000_000_000L)));
        tree.put("own/set", new Node.File(new Permissions(06755, 1, 65_536), content(77)));
        tree.put("own/none", new Node.File(new Permissions(0, 0, 0), content(3)));
        for (String name : new String[] {
            "new\nline",
            "quote\"s'",
            "back\\slash",
            " blank ",
            "$(id)",
            "-f",
            "*?[a]",
            "ünïcödé",
            "tab\t",
            "\u0001",
            "a.b.c",
            "UPPER",
            "upper"
        }) {
            file("names/" + name, name.length());
        }
        file("names/" + "n".repeat(255), 9);
        file("names/" + "n".repeat(254), 8);
        for (String target :
                new String[] {"/", ".", "../x", "a".repeat(59), "b".repeat(60), "/c/" + "d/".repeat(200) + "e", "l\nf"
                }) {
            tree.put("links/" + target.length(), new Node.Link(Permissions.LINK, target));
        }
        Content shared = content(100_000);
        tree.put("hard/one", new Node.File(Permissions.FILE, shared));
        tree.put("hard/two", new Node.File(Permissions.FILE, shared));
    }

    private void file(String path, int size) {
        tree.put(path, new Node.File(Permissions.FILE, content(size)));
    }

    /** Part of the pool, not from its beginning. */
    private Content content(int size) {
        return new Content(pool, 4321 + size % 100, size);
    }
}
