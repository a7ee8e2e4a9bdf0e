/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarEntry.Kind;
import dev.juke.image.tar.TarWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small archives for tests. */
public final class Tars {
    private Tars() {}

    /**
     * Writes an archive of lines: {@code NAME=CONTENT} a file, {@code NAME/} a directory, {@code NAME->TARGET} a symbolic link,
     * {@code NAME=>TARGET} a hard link, {@code NAME!} a device. All belong to user 7 and group 8, files have the mode 4640.
     */
    public static Path write(Path file, String... lines) throws IOException {
        try (TarWriter tar = new TarWriter(Files.newOutputStream(file))) {
            for (String line : lines) {
                write(line, tar);
            }
            tar.finish();
        }
        return file;
    }

    private static void write(String line, TarWriter tar) throws IOException {
        if (line.contains("=>")) {
            String[] link = line.split("=>", 2);
            tar.write(entry(link[0], Kind.HARD_LINK, link[1], 0));
        } else if (line.contains("->")) {
            String[] link = line.split("->", 2);
            tar.write(entry(link[0], Kind.SYMLINK, link[1], 0));
        } else if (line.endsWith("!")) {
            tar.write(entry(line.substring(0, line.length() - 1), Kind.BLOCK_DEVICE, "", 0));
        } else if (line.endsWith("/")) {
            tar.write(entry(line, Kind.DIRECTORY, "", 0));
        } else {
            String[] parts = line.split("=", 2);
            byte[] content = (parts.length == 2 ? parts[1] : "").getBytes(StandardCharsets.UTF_8);
            tar.write(entry(parts[0], Kind.FILE, "", content.length), content);
        }
    }

    private static TarEntry entry(String name, Kind kind, String target, int size) {
        return new TarEntry(name, kind, target, kind == Kind.DIRECTORY ? 0750 : 04640, 7, 8, 99, size, 0);
    }
}
