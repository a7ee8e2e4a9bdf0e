/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.base.json.JsonValue;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.HashingStream;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.ImageSource;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.tar.TarEntry;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The images of an archive as {@code docker save} writes it: {@code manifest.json} names, per image, a configuration and layers
 * (Docker image specification 1.2, "Combined Image JSON + Filesystem Changeset Format"). Such an archive has no manifests, so they
 * are made here, always the same for the same archive.
 */
final class DockerSource implements ImageSource, Blobs {
    /** The file that lists the images. */
    static final String LIST = "manifest.json";

    private final TarFile tar;
    private final String wanted;
    private final Map<Digest, TarEntry> files = new HashMap<>();
    private final Map<Digest, byte[]> documents = new HashMap<>();

    DockerSource(TarFile tar, String wanted) {
        this.tar = tar;
        this.wanted = wanted;
    }

    @Override
    public String where() {
        return tar.where();
    }

    @Override
    public InputStream stream(Digest digest) throws IOException {
        byte[] document = documents.get(digest);
        if (document != null) {
            return new ByteArrayInputStream(document);
        }
        TarEntry file = files.get(digest);
        if (file == null) {
            throw JukeException.notFound(where() + ": blob " + digest + " is missing", "get the archive again");
        }
        return tar.open(file);
    }

    @Override
    public List<NamedImage> images(Platform platform) {
        JsonValue list = Json.parse(tar.document(LIST), where() + ": " + LIST);
        if (!(list instanceof JsonArray array)) {
            throw JukeException.input(where() + ": " + LIST + " must hold a list", "make the archive again");
        }
        List<NamedImage> images = new ArrayList<>();
        List<ImageName> all = new ArrayList<>();
        for (JsonValue element : array) {
            if (!(element instanceof JsonObject entry)) {
                throw JukeException.input(where() + ": " + LIST + " must hold objects", "make the archive again");
            }
            List<ImageName> names = entry.texts("RepoTags").stream()
                    .map(ImageName::parseOrNull)
                    .filter(Objects::nonNull)
                    .toList();
            all.addAll(names);
            if (wanted.isEmpty() || ImageName.candidates(wanted).stream().anyMatch(names::contains)) {
                images.add(new NamedImage(names, image(entry)));
            }
        }
        if (images.isEmpty() && !wanted.isEmpty()) {
            throw JukeException.notFound(
                    where() + " holds no image '" + wanted + "'",
                    all.isEmpty() ? "it has no named image at all" : "it has: " + all);
        }
        return images;
    }

    private Image image(JsonObject entry) {
        String configName = Objects.requireNonNullElse(entry.text("Config"), "");
        byte[] configBytes = tar.document(configName);
        Descriptor config = keep(MediaType.CONFIG, configBytes);
        List<Descriptor> layers =
                entry.texts("Layers").stream().map(this::layer).toList();
        byte[] manifest = Manifest.of(config, layers, Map.of()).bytes();
        return Image.read(this, keep(MediaType.MANIFEST, manifest));
    }

    private Descriptor keep(String mediaType, byte[] document) {
        Digest digest = Digest.of(document);
        documents.put(digest, document);
        return Descriptor.of(mediaType, digest, document.length);
    }

    /** Layers are plain in what Docker and Podman write, compressed in what other builders write. */
    private Descriptor layer(String name) {
        TarEntry file = tar.get(name);
        try (BufferedInputStream in = new BufferedInputStream(tar.open(file))) {
            Compression compression = Compression.peek(in);
            HashingStream hashing = new HashingStream(in);
            hashing.transferTo(OutputStream.nullOutputStream());
            Digest digest = hashing.digest();
            files.put(digest, file);
            return Descriptor.of(compression.layerType(where() + ": '" + name + "'"), digest, file.size());
        } catch (IOException e) {
            throw IoFailure.of(where() + ": '" + name + "' cannot be read", e);
        }
    }

    @Override
    public void close() {
        tar.close();
    }
}
