/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads an archive in the format "newc" as Linux does, for tests. */
final class CpioReader {
    private static final int HEADER = 110;

    private final byte[] archive;
    private final Map<String, String> entries = new TreeMap<>();
    private int position;

    private CpioReader(byte[] archive) {
        this.archive = archive;
    }

    /** Its entries: name, and mode, owner and content in one line; names of one file have the content of the last. */
    static Map<String, String> read(byte[] archive) {
        CpioReader reader = new CpioReader(archive);
        Map<Integer, List<String>> links = new HashMap<>();
        while (reader.entry(links)) {}
        return reader.entries;
    }

    /** A tree as {@link #read} shows one. */
    static Map<String, String> show(FileTree tree) throws java.io.IOException {
        Map<String, String> shown = new TreeMap<>();
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            Permissions permissions = entry.getValue().permissions();
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            int kind = switch (entry.getValue()) {
                case Node.Directory _ -> 0040000;
                case Node.Link link -> {
                    content.writeBytes(link.target().getBytes(StandardCharsets.UTF_8));
                    yield 0120000;
                }
                case Node.File file -> {
                    file.content().copyTo(content);
                    yield 0100000;
                }
            };
            shown.put(
                    "./" + entry.getKey(),
                    line(kind | permissions.mode(), permissions.uid(), permissions.gid(), content.toByteArray()));
        }
        return shown;
    }

    private static String line(int mode, long uid, long gid, byte[] content) {
        return Integer.toOctalString(mode) + " " + uid + ":" + gid + " "
                + new String(content, StandardCharsets.ISO_8859_1);
    }

    private boolean entry(Map<Integer, List<String>> links) {
        String magic = new String(archive, position, 6, StandardCharsets.US_ASCII);
        if (!magic.equals("070701")) {
            throw new AssertionError("no header at " + position + ": " + magic);
        }
        long[] fields = new long[13];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = Long.parseLong(new String(archive, position + 6 + 8 * i, 8, StandardCharsets.US_ASCII), 16);
        }
        int length = (int) fields[11];
        String name = new String(archive, position + HEADER, length - 1, StandardCharsets.UTF_8);
        position = (position + HEADER + length + 3) & -4;
        byte[] content = new byte[(int) fields[6]];
        System.arraycopy(archive, position, content, 0, content.length);
        position = (position + content.length + 3) & -4;
        if (name.equals("TRAILER!!!")) {
            return false;
        }
        String line = line((int) fields[1], fields[2], fields[3], content);
        List<String> names = fields[4] > 1 && (fields[1] & 0170000) == 0100000
                ? links.computeIfAbsent((int) fields[0], _ -> new ArrayList<>())
                : new ArrayList<>();
        names.add(name);
        names.forEach(same -> entries.put(same, line));
        return true;
    }
}
