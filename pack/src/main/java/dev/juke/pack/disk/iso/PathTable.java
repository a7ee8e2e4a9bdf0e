/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import dev.juke.base.JukeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The table of all directories: level by level, and in each by their parents (ECMA-119, 6.9 and 9.4). */
final class PathTable {
    /** A directory's number has two bytes. */
    private static final int MOST = 0xffff;

    private static final int HEADER = 8;

    private final List<Entry> directories = new ArrayList<>();
    /** The number of each one's parent, from 1. */
    private final List<Integer> parents = new ArrayList<>();

    /** Lists a directory and all below it. */
    PathTable(Entry root) {
        directories.add(root);
        parents.add(1);
        for (int i = 0; i < directories.size(); i++) {
            for (Entry child : directories.get(i).children()) {
                if (child.isDirectory()) {
                    directories.add(child);
                    parents.add(i + 1);
                }
            }
        }
        if (directories.size() > MOST) {
            throw JukeException.input(
                    "there are " + directories.size() + " directories, and an ISO 9660 disk holds " + MOST, "use ext4");
        }
    }

    /** All directories; the root is the first. */
    List<Entry> directories() {
        return directories;
    }

    /** The parent of one of them; the root's is itself. */
    Entry parent(int directory) {
        return directories.get(parents.get(directory) - 1);
    }

    /** Bytes of the table. */
    int length() {
        return directories.stream()
                .mapToInt(directory -> HEADER + (directory.name().length() + 1) / 2 * 2)
                .sum();
    }

    /** The table, once all directories have their place; there is one for each byte order. */
    ByteBuffer bytes(ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.allocate(length()).order(order);
        for (int i = 0; i < directories.size(); i++) {
            byte[] name = directories.get(i).name().getBytes(StandardCharsets.US_ASCII);
            bytes.put((byte) name.length).put((byte) 0);
            bytes.putInt((int) directories.get(i).sector()).putShort((short) (int) parents.get(i));
            bytes.put(name).put(new byte[name.length % 2]);
        }
        return bytes;
    }
}
