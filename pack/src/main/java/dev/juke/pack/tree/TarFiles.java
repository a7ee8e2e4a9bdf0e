/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.image.layout.Compression;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads tar archives into a tree, from their headers alone: owners, modes and links are as the archive says, whoever reads it, and no name
 * becomes a path of this host. What an archive can make it keep is bounded: see the constants.
 */
public final class TarFiles {
    /** All archives of one tree together have no more entries; Juke refuses more in an image, too. */
    private static final int MAX_ENTRIES = 1_000_000;
    /** Longest path, in bytes or less: Linux opens none that is longer (PATH_MAX). */
    private static final int MAX_PATH = 4096;
    /** Deepest path; what people and package managers make stays below 50. */
    private static final int MAX_DEPTH = 256;
    /** All paths together, in characters: a million of usual length. */
    private static final long MAX_TEXT = 64L << 20;
    /** Owners are numbers of 32 bits on Linux. */
    private static final long MAX_OWNER = 0xffffffffL;

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    /** What AUFS keeps for itself. */
    private static final String AUFS = ".wh..wh.";

    private final FileTree tree;
    private int entries;
    private long text;
    private int left;
    private String firstLeft = "";

    /** Reads into a tree. */
    public TarFiles(FileTree tree) {
        this.tree = tree;
    }

    /** The tree of one archive: {@link FileTree#ofTar}. */
    static FileTree read(Path archive, Path work, Consumer<String> warnings) {
        TarFiles files = new TarFiles(new FileTree());
        try {
            files.archive(plain(archive, work), archive.toString());
        } catch (IOException e) {
            throw IoFailure.of("archive " + archive + " cannot be read", e);
        }
        files.tellLeft(archive.toString(), warnings);
        return files.tree;
    }

    /** The archive itself, or a decompressed copy in the work directory. */
    private static Path plain(Path archive, Path work) throws IOException {
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            if (Compression.peek(in) == Compression.NONE) {
                return archive;
            }
            Path copy = Files.createTempFile(work, "archive", ".tar");
            try (InputStream plain = Compression.decompress(in, archive.toString());
                    OutputStream out = Files.newOutputStream(copy)) {
                plain.transferTo(out);
            }
            return copy;
        }
    }

    /** Adds all that an uncompressed archive holds; later entries replace earlier ones. */
    public void archive(Path plain, String where) throws IOException {
        try (TarReader tar = reader(plain, where)) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                add(entry, path(entry, where), plain, where);
            }
        }
    }

    /**
     * Applies an uncompressed layer to what the lower ones made (OCI image specification 1.1, layer.md, "Applying Changesets").
     * Whiteouts concern only those lower ones, so they come first, wherever they stand in the layer.
     */
    public void layer(Path plain, String where) throws IOException {
        try (TarReader tar = reader(plain, where)) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                String path = path(entry, where);
                if (name(path).startsWith(WHITEOUT)) {
                    count(where);
                    whiteout(path, where);
                }
            }
        }
        try (TarReader tar = reader(plain, where)) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                String path = path(entry, where);
                if (!name(path).startsWith(WHITEOUT)) {
                    add(entry, path, plain, where);
                }
            }
        }
    }

    /** Says in one sentence what {@link Node} has no kind for. */
    public void tellLeft(String where, Consumer<String> warnings) {
        if (left > 0) {
            String more = left == 1
                    ? "' is a device or pipe and is"
                    : "' and " + (left - 1) + " more are devices or pipes and are";
            warnings.accept(where + ": '" + firstLeft + more + " left out");
        }
    }

    private static TarReader reader(Path plain, String where) throws IOException {
        return new TarReader(new BufferedInputStream(Files.newInputStream(plain), 1 << 16), where);
    }

    private void whiteout(String path, String where) {
        String name = name(path);
        String directory = tree.resolve(path.substring(0, path.length() - name.length()));
        if (name.equals(OPAQUE)) {
            tree.clear(directory);
        } else if (!name.startsWith(AUFS)) {
            String removed = name.substring(WHITEOUT.length());
            if (removed.isEmpty() || removed.equals(".") || removed.equals("..")) {
                throw wrong(where, path, "removes nothing");
            }
            tree.remove(TreePath.join(directory, removed));
        }
    }

    private void add(TarEntry entry, String name, Path plain, String where) {
        count(where);
        if (name.isEmpty()) {
            return;
        }
        String path = tree.place(name);
        if (entry.uid() < 0 || entry.uid() > MAX_OWNER || entry.gid() < 0 || entry.gid() > MAX_OWNER) {
            throw wrong(where, name, "belongs to an impossible user or group");
        }
        Permissions permissions = new Permissions(entry.mode(), entry.uid(), entry.gid());
        switch (entry.kind()) {
            case DIRECTORY -> {
                if (!(tree.get(path) instanceof Node.Directory)) {
                    tree.remove(path);
                }
                put(path, new Node.Directory(permissions), where);
            }
            case FILE ->
                replace(path, new Node.File(permissions, new Content(plain, entry.offset(), entry.size())), where);
            case SYMLINK -> {
                if (entry.linkName().isEmpty()) {
                    throw wrong(where, name, "is a link to nothing");
                }
                replace(path, new Node.Link(permissions, entry.linkName()), where);
            }
            case HARD_LINK -> {
                String target = tree.place(path(entry.linkName(), where));
                Node node = tree.get(target);
                if (node == null || node instanceof Node.Directory) {
                    throw wrong(where, name, "is a hard link to '" + entry.linkName() + "', which is no file");
                }
                if (!target.equals(path)) {
                    replace(path, node, where);
                }
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                firstLeft = left++ == 0 ? name : firstLeft;
                tree.remove(path);
            }
        }
    }

    private void replace(String path, Node node, String where) {
        tree.remove(path);
        put(path, node, where);
    }

    private void put(String path, Node node, String where) {
        int before = tree.nodes().size();
        try {
            tree.put(path, node);
        } catch (JukeException e) {
            throw wrong(where, path, "lies in something that is no directory");
        }
        // With a deep path may come as many directories.
        text += (long) path.length() * (tree.nodes().size() - before);
        if (text > MAX_TEXT || tree.nodes().size() > MAX_ENTRIES) {
            throw tooMany(where);
        }
    }

    private void count(String where) {
        if (++entries > MAX_ENTRIES) {
            throw tooMany(where);
        }
    }

    private static JukeException tooMany(String where) {
        return JukeException.input(
                where + " has more than " + MAX_ENTRIES + " entries, or names of more than " + (MAX_TEXT >> 20)
                        + " MiB in all",
                "it is no image or archive of files");
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String path(TarEntry entry, String where) {
        return path(entry.name(), where);
    }

    /** A name without empty parts and {@code .}; with {@code ..} it is refused, since no honest tool writes it. */
    private static String path(String name, String where) {
        if (name.length() > MAX_PATH) {
            throw wrong(where, name.substring(0, 100) + "…", "is longer than " + MAX_PATH + " characters");
        }
        StringBuilder clean = new StringBuilder();
        int depth = 0;
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw wrong(where, name, "points outside of the archive");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                clean.append(depth++ == 0 ? "" : "/").append(part);
            }
        }
        if (depth > MAX_DEPTH) {
            throw wrong(where, name.substring(0, 100) + "…", "is deeper than " + MAX_DEPTH + " directories");
        }
        return clean.toString();
    }

    private static JukeException wrong(String where, String name, String why) {
        return JukeException.input(where + ": '" + name + "' " + why, "do not trust it");
    }
}
