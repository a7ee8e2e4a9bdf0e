/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.pack.tree.Permissions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Reads UFS1 as fsck_ffs does, since Debian has none: every fragment must be taken once, and marked so in its group. */
final class FfsReader {
    private static final int SUPERBLOCK = 8192;

    private final ByteBuffer disk;
    private final BitSet seen = new BitSet();
    private final BitSet inodes = new BitSet();
    private final int perGroup;
    private final int inodesPerGroup;
    private final int groups;

    FfsReader(Path image) throws IOException {
        disk = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
        check(disk.getInt(SUPERBLOCK + 1372) == 0x011954, "magic");
        groups = disk.getInt(SUPERBLOCK + 44);
        inodesPerGroup = disk.getInt(SUPERBLOCK + 184);
        perGroup = disk.getInt(SUPERBLOCK + 188);
        inodes.set(0, 2);
    }

    /** All that is on it. */
    Map<String, String> tree() {
        Map<String, String> lines = new TreeMap<>();
        directory(2, 2, "", lines);
        int free = 0;
        for (int group = 0; group < groups; group++) {
            free += checkGroup(group);
        }
        long told = disk.getLong(SUPERBLOCK + 1016) * 8 + disk.getLong(SUPERBLOCK + 1032);
        check(told == free, "free fragments: " + free + ", told " + told);
        return lines;
    }

    private int checkGroup(int group) {
        int start = group * perGroup;
        int at = (start + 24) * 1024;
        check(disk.getInt(at + 4) == 0x090255 && disk.getInt(at + 12) == group, "group " + group);
        int own = disk.getInt(SUPERBLOCK + 20);
        seen.set(start + (group == 0 ? 0 : 16), start + own + (group == 0 ? disk.getInt(SUPERBLOCK + 156) / 1024 : 0));
        int free = 0;
        for (int i = 0; i < disk.getInt(at + 20); i++) {
            boolean isFree = bit(at + disk.getInt(at + 96), i);
            check(isFree != seen.get(start + i), "fragment " + (start + i));
            free += isFree ? 1 : 0;
        }
        for (int i = 0; i < inodesPerGroup; i++) {
            boolean used = bit(at + disk.getInt(at + 92), i);
            check(used == inodes.get(group * inodesPerGroup + i), "inode " + i + " of group " + group);
        }
        check(disk.getInt(at + 28) * 8 + disk.getInt(at + 36) == free, "count of group " + group);
        return free;
    }

    private boolean bit(int at, int bit) {
        return (disk.get(at + bit / 8) >> bit % 8 & 1) == 1;
    }

    private int at(int inode) {
        return (inode / inodesPerGroup * perGroup + 32) * 1024 + inode % inodesPerGroup * 128;
    }

    private void directory(int inode, int parent, String path, Map<String, String> lines) {
        ByteBuffer entries = ByteBuffer.wrap(content(inode)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < entries.capacity(); at += entries.getShort(at + 4)) {
            int length = Byte.toUnsignedInt(entries.get(at + 7));
            check(at / 512 == (at + entries.getShort(at + 4) - 1) / 512 && entries.get(at + 8 + length) == 0, "entry");
            String name = new String(entries.array(), at + 8, length, StandardCharsets.UTF_8);
            int number = entries.getInt(at);
            if (at < 24) {
                check(name.equals(at == 0 ? "." : "..") && number == (at == 0 ? inode : parent), "first entries");
            } else {
                node(number, number == inode ? parent : inode, path + name, entries.get(at + 6), lines);
            }
        }
    }

    private void node(int number, int parent, String path, int kind, Map<String, String> lines) {
        int mode = Short.toUnsignedInt(disk.getShort(at(number)));
        check(mode >> 12 == kind, "kind of " + path);
        boolean again = inodes.get(number);
        inodes.set(number);
        Permissions permissions = new Permissions(
                mode & 07777,
                Integer.toUnsignedLong(disk.getInt(at(number) + 112)),
                Integer.toUnsignedLong(disk.getInt(at(number) + 116)));
        lines.put(
                path,
                switch (kind) {
                    case 4 -> Described.owner("directory", permissions);
                    case 10 -> "link to " + new String(content(number), StandardCharsets.UTF_8);
                    default ->
                        Described.owner("file", permissions) + " "
                                + Described.sum(again ? again(number) : content(number));
                });
        if (kind == 4) {
            directory(number, parent, path + "/", lines);
        }
    }

    /** A file that has another name. */
    private byte[] again(int number) {
        BitSet before = (BitSet) seen.clone();
        seen.clear();
        byte[] content = content(number);
        seen.or(before);
        return content;
    }

    private byte[] content(int inode) {
        inodes.set(inode);
        int at = at(inode);
        int size = Math.toIntExact(disk.getLong(at + 8));
        if (disk.getShort(at) >> 12 == (short) 0120000 >> 12 && size < 60) {
            return Arrays.copyOfRange(disk.array(), at + 40, at + 40 + size);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int before = seen.cardinality();
        for (int i = 0; i < 12; i++) {
            block(disk.getInt(at + 40 + 4 * i), size, content);
        }
        list(disk.getInt(at + 88), 1, size, content);
        list(disk.getInt(at + 92), 2, size, content);
        check(content.size() == size, "size of inode " + inode);
        check(disk.getInt(at + 104) == 2 * (seen.cardinality() - before), "blocks of inode " + inode);
        return content.toByteArray();
    }

    private void list(int fragment, int depth, int size, ByteArrayOutputStream content) {
        if (fragment != 0) {
            take(fragment, 8);
            for (int i = 0; i < 2048; i++) {
                int next = disk.getInt(fragment * 1024 + 4 * i);
                if (depth == 1) {
                    block(next, size, content);
                } else {
                    list(next, depth - 1, size, content);
                }
            }
        }
    }

    private void block(int fragment, int size, ByteArrayOutputStream content) {
        int length = Math.min(8192, size - content.size());
        check((length > 0) == (fragment != 0), "blocks as many as bytes need");
        if (fragment != 0) {
            take(fragment, size <= 12 * 8192 ? (length + 1023) / 1024 : 8);
            content.write(disk.array(), fragment * 1024, length);
        }
    }

    private void take(int fragment, int count) {
        check(fragment / 8 == (fragment + count - 1) / 8, "fragments of two blocks");
        check(seen.get(fragment, fragment + count).isEmpty(), "fragment " + fragment + " taken twice");
        seen.set(fragment, fragment + count);
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new AssertionError(what);
        }
    }
}
