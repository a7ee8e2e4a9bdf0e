/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.scan;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.HashingStream;
import dev.juke.image.Image;
import dev.juke.image.VerifiedStream;
import dev.juke.image.layout.Compression;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarReader;
import dev.juke.pack.tree.Content;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All files of an image, read from its layers once and without unpacking them: what they are and what their content hashes to. Each layer
 * is checked whole, blob and content; a damaged one is told in {@link #damages()} and does not keep the others from being read.
 */
public final class ImageScan {
    private static final int MAX_ENTRIES = 1_000_000;

    private final Image image;
    private final ScannedTree tree = new ScannedTree();
    private final List<JukeException> damages = new ArrayList<>();
    private int entries;

    private ImageScan(Image image) {
        this.image = image;
    }

    /** Reads all layers. */
    public static ImageScan of(Image image) {
        ImageScan scan = new ImageScan(image);
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            try {
                scan.read(i);
            } catch (JukeException e) {
                scan.damages.add(e);
            } catch (IOException e) {
                scan.damages.add(IoFailure.of(scan.where(i) + " cannot be read", e));
            }
        }
        return scan;
    }

    /** The image. */
    public Image image() {
        return image;
    }

    /** What is wrong with its layers, an error each. */
    public List<JukeException> damages() {
        return List.copyOf(damages);
    }

    /** All files by path, as {@code etc/passwd}; directories that no layer names are not among them. */
    public SortedMap<String, ScannedFile> files() {
        return tree.files();
    }

    /** What stands at a path, with or without slash at its beginning; links on the way are followed, at its end not. Null when nothing does. */
    public @Nullable ScannedFile get(String path) {
        return tree.get(ScannedTree.clean(path, image.blobs().where()));
    }

    /** Whether an upper layer removed what stood at that path. */
    public boolean isRemoved(String path) {
        return tree.isRemoved(ScannedTree.clean(path, image.blobs().where()));
    }

    /** Copies a file's content out of its layer. */
    public Content extract(ScannedFile file, Path into) {
        String where = where(file.layer());
        try (VerifiedStream blob = image.blobs().open(image.manifest().layers().get(file.layer()));
                TarReader tar = new TarReader(Compression.decompress(new BufferedInputStream(blob), where), where)) {
            Content found = null;
            // The last entry of a name is the one that counts.
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                if (entry.kind() == TarEntry.Kind.FILE && entry.name().equals(file.stored())) {
                    try (OutputStream out = Files.newOutputStream(into)) {
                        tar.content().transferTo(out);
                    }
                    found = Content.of(into);
                }
            }
            if (found == null) {
                throw JukeException.input(where + " changed while it was read", "try again");
            }
            return found;
        } catch (IOException e) {
            throw IoFailure.of(where + " cannot be read", e);
        }
    }

    /** A small file's content. */
    public byte[] read(ScannedFile file, long limit, Path temporary) {
        if (file.entry().size() > limit) {
            throw JukeException.input(
                    file.stored() + " has " + file.entry().size() + " bytes, more than " + limit, "it is no such file");
        }
        try {
            extract(file, temporary);
            return Files.readAllBytes(temporary);
        } catch (IOException e) {
            throw IoFailure.of(temporary + " cannot be read", e);
        }
    }

    private String where(int layer) {
        return image.blobs().where() + ": layer "
                + image.manifest().layers().get(layer).digest();
    }

    private void read(int index) throws IOException {
        Descriptor layer = image.manifest().layers().get(index);
        String where = where(index);
        try (VerifiedStream blob = image.blobs().open(layer);
                BufferedInputStream buffered = new BufferedInputStream(blob, 1 << 16);
                HashingStream plain = new HashingStream(Compression.decompress(buffered, where))) {
            entries(new TarReader(plain, where), index, where);
            // Both digests cover what follows the archive's end, too.
            plain.transferTo(OutputStream.nullOutputStream());
            buffered.transferTo(OutputStream.nullOutputStream());
            Digest found = plain.digest();
            Digest wanted = image.config().diffIds().get(index);
            if (!found.equals(wanted)) {
                throw JukeException.input(
                        where + " unpacks to " + found + ", not to " + wanted + " as the configuration says",
                        "do not trust this image");
            }
        }
    }

    private void entries(TarReader tar, int index, String where) throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (++entries > MAX_ENTRIES) {
                throw JukeException.input(where + " has too many entries: more than " + MAX_ENTRIES, "it is no image");
            }
            tree.put(scanned(entry, index, tar), where);
        }
    }

    private static ScannedFile scanned(TarEntry entry, int layer, TarReader tar) throws IOException {
        if (entry.kind() != TarEntry.Kind.FILE) {
            return new ScannedFile(entry, layer, "", "", entry.name());
        }
        MessageDigest sha256 = Digest.hasher();
        MessageDigest sha1 = sha1();
        byte[] buffer = new byte[1 << 16];
        for (int n = tar.read(buffer, 0, buffer.length); n >= 0; n = tar.read(buffer, 0, buffer.length)) {
            sha256.update(buffer, 0, n);
            sha1.update(buffer, 0, n);
        }
        HexFormat hex = HexFormat.of();
        return new ScannedFile(
                entry, layer, hex.formatHex(sha256.digest()), hex.formatHex(sha1.digest()), entry.name());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
