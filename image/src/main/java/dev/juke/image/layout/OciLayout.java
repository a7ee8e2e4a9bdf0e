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
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
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

    /** What lies in a scratch layout was hashed when it was written there. */
    @Override
    public @Nullable Path trusted(Digest digest) {
        return durable || !has(digest) ? null : blob(digest);
    }

    /** Takes over a file of the same file system as a blob; false when it cannot be. */
    private boolean link(@Nullable Path file, Digest digest) throws IOException {
        if (file == null || has(digest)) {
            return has(digest);
        }
        try {
            Files.createLink(blob(digest), file);
            return true;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // Another file system, or one without links: it is copied.
            return false;
        }
    }

    /** Begins a blob. */
    public BlobWriter newBlob() throws IOException {
        return new BlobWriter(directory.resolve(BLOBS), durable);
    }

    /** Writes a small blob. */
    public Descriptor put(String mediaType, byte[] content) throws IOException {
        try (BlobWriter blob = newBlob()) {
            blob.write(content);
            return blob.commit(mediaType);
        }
    }

    /** Copies all blobs of an image, checked, or takes over those that this process wrote. Until the index names it, nothing refers to them. */
    public void copy(NamedImage named) throws IOException {
        for (Descriptor part : named.parts()) {
            Blobs from = named.image().blobs();
            if (!link(from.trusted(part.digest()), part.digest())) {
                copy(from, part);
            }
        }
    }

    /** Moves all blobs of a scratch layout on the same file system into this one. Until the index names them, nothing refers to them. */
    public void take(OciLayout scratch) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(scratch.directory.resolve(BLOBS))) {
            for (Path file : files) {
                Trees.publish(file, blob(new Digest(file.getFileName().toString())));
            }
        }
    }

    /** Copies a blob that is not there yet, checked. */
    void copy(Blobs from, Descriptor descriptor) throws IOException {
        if (has(descriptor.digest())) {
            return;
        }
        try (BlobWriter blob = newBlob()) {
            from.copy(descriptor, blob);
            blob.commit(descriptor.mediaType());
        }
    }
}
