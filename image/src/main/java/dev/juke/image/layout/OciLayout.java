/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Index;
import dev.juke.image.NamedImage;
import dev.juke.image.Parallel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory in OCI image layout (OCI image specification 1.1, image-layout.md): {@code oci-layout}, {@code index.json} and
 * {@code blobs/sha256/HEX}. Blobs and index appear whole or not at all.
 */
public final class OciLayout implements Blobs {
    /** The file that marks a layout. */
    public static final String MARK = "oci-layout";
    /** The file that lists the images. */
    public static final String INDEX = "index.json";
    /** The directory of the blobs. */
    public static final String BLOBS = "blobs/sha256";
    /** The content of {@link #MARK}. */
    static final byte[] MARK_CONTENT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private final Path directory;
    private final boolean durable;

    private OciLayout(Path directory, boolean durable) {
        this.directory = directory;
        this.durable = durable;
    }

    /** Opens a layout that is there. */
    public static OciLayout open(Path directory) {
        checkMark(Json.readObject(directory.resolve(MARK), "image layout", DOCUMENT_LIMIT), directory.toString());
        return new OciLayout(directory, true);
    }

    /** Opens a layout, made empty when there is none. */
    public static OciLayout openOrCreate(Path directory) {
        if (isLayout(directory)) {
            return open(directory);
        }
        try {
            Files.createDirectories(directory.resolve(BLOBS));
            OciLayout layout = new OciLayout(directory, true);
            layout.write(Index.of(List.of()));
            Trees.replace(directory.resolve(MARK), MARK_CONTENT);
            return layout;
        } catch (IOException e) {
            throw IoFailure.of("image layout " + directory + " cannot be made", e);
        }
    }

    /** A place for blobs that need not survive a crash of the machine, and that nothing lists. */
    public static OciLayout scratch(Path directory) throws IOException {
        Files.createDirectories(directory.resolve(BLOBS));
        return new OciLayout(directory, false);
    }

    /** Whether a directory is a layout. */
    public static boolean isLayout(Path directory) {
        return Files.isRegularFile(directory.resolve(MARK));
    }

    /** Checks the content of {@link #MARK}. */
    static void checkMark(JsonObject mark, String where) {
        String version = mark.text("imageLayoutVersion", "");
        if (!version.startsWith("1.")) {
            throw JukeException.input(
                    where + " is an image layout of the unknown version '" + version + "'", "Juke reads version 1.0.0");
        }
    }

    /** Where it lies. */
    public Path directory() {
        return directory;
    }

    @Override
    public String where() {
        return directory.toString();
    }

    /** The images in it. */
    public Index index() {
        Path file = directory.resolve(INDEX);
        if (!Files.isRegularFile(file)) {
            throw JukeException.input(directory + " has no file " + INDEX, "get or make the layout again");
        }
        return Index.parse(Json.bytes(Json.readObject(file, "image index", DOCUMENT_LIMIT)), "image index " + file);
    }

    /** Replaces the list of images, in one step. */
    public void write(Index index) throws IOException {
        Trees.replace(directory.resolve(INDEX), index.bytes());
    }

    @Override
    public InputStream stream(Digest digest) throws IOException {
        Path file = blob(digest);
        // A blob that is a link or a pipe was put there to make us read something else.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            String why = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "is no regular file" : "is missing";
            throw JukeException.notFound(directory + ": blob " + digest + " " + why, "get the image again");
        }
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a blob is there, without looking into it. */
    public boolean has(Digest digest) {
        return Files.isRegularFile(blob(digest), LinkOption.NOFOLLOW_LINKS);
    }

    /** Where a blob lies or would lie. */
    public Path blob(Digest digest) {
        return directory.resolve(BLOBS).resolve(digest.hex());
    }

    /** Begins a blob. */
    public BlobWriter newBlob() throws IOException {
        return new BlobWriter(directory.resolve(BLOBS), durable, true);
    }

    /** Writes a small blob. */
    public Descriptor put(String mediaType, byte[] content) throws IOException {
        try (BlobWriter blob = newBlob()) {
            blob.write(content);
            return blob.commit(mediaType);
        }
    }

    /** Moves all blobs of a scratch layout on the same file system into this one. Until the index names them, nothing refers to them. */
    public void take(OciLayout scratch) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(scratch.directory.resolve(BLOBS))) {
            for (Path file : files) {
                Path place = blob(new Digest(file.getFileName().toString()));
                if (!Files.exists(place) || !Files.isSameFile(file, place)) {
                    Trees.publish(file, place);
                }
            }
        }
    }

    /** Copies all blobs of an image, checked. Until the index names it, nothing refers to them. */
    public void copy(NamedImage named) throws IOException {
        copy(named, this);
    }

    /**
     * As the other.
     *
     * @param near another layout of this file system: blobs that lie there need not be copied
     */
    public void copy(NamedImage named, OciLayout near) throws IOException {
        Blobs from = named.image().blobs();
        Parallel.each(from.width(), named.parts(), part -> copy(from, part, near));
    }

    /** Takes a blob that is near if it is undamaged. */
    private boolean adopt(Descriptor descriptor, OciLayout near) throws IOException {
        if (!link(descriptor, near)) {
            return false;
        }
        try {
            copy(descriptor, OutputStream.nullOutputStream());
            return true;
        } catch (JukeException damaged) {
            Files.delete(blob(descriptor.digest()));
            return false;
        }
    }

    /** Takes a blob of another layout of this file system, by a second link to it, without looking into it; whether that was possible. */
    public boolean link(Descriptor descriptor, OciLayout near) {
        Path file = near.blob(descriptor.digest());
        try {
            if (!near.has(descriptor.digest()) || Files.size(file) != descriptor.size()) {
                return false;
            }
            Files.createLink(blob(descriptor.digest()), file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // There already, removed meanwhile, or a file system without links.
            return false;
        }
    }

    private void copy(Blobs from, Descriptor descriptor, OciLayout near) throws IOException {
        OciLayout own = scratch(from, near);
        boolean linked = own != null && near != this && link(descriptor, own);
        if (!linked && !adopt(descriptor, near)) {
            copy(from, descriptor);
        }
    }

    /** Where those blobs lie that this process wrote, and hashed while it did, or that are near already, and stay as they are. */
    private static @Nullable OciLayout scratch(Blobs blobs, OciLayout near) {
        OciLayout layout =
                blobs instanceof Overlay overlay ? overlay.own() : blobs instanceof OciLayout own ? own : null;
        boolean there = layout != null && layout.directory.equals(near.directory);
        return layout == null || (layout.durable && !there) ? null : layout;
    }

    /** Copies a blob that is not there yet, checked. */
    void copy(Blobs from, Descriptor descriptor) throws IOException {
        if (has(descriptor.digest())) {
            return;
        }
        try (BlobWriter blob = new BlobWriter(directory.resolve(BLOBS), durable, false)) {
            from.copy(descriptor, blob);
            blob.commit(descriptor);
        }
    }
}
