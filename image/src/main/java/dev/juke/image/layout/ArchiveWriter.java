/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.Index;
import dev.juke.image.NamedImage;
import dev.juke.image.VerifiedStream;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes images into one archive. The same images give the same bytes: sorted, owned by root, dated 1970. */
public final class ArchiveWriter {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    private ArchiveWriter() {}

    /** Writes the images; the stream is left open. */
    public static void write(List<NamedImage> images, ArchiveFormat format, OutputStream out) throws IOException {
        SortedMap<String, Part> parts = switch (format) {
            case OCI -> oci(images);
            case DOCKER -> docker(images);
        };
        TarWriter tar = new TarWriter(out);
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            part.getValue().write(part.getKey(), tar);
        }
        tar.finish();
    }

    private static SortedMap<String, Part> oci(List<NamedImage> images) {
        SortedMap<String, Part> parts = new TreeMap<>();
        parts.put("blobs/", directory());
        parts.put(OciLayout.BLOBS + "/", directory());
        List<Descriptor> manifests = new ArrayList<>();
        for (NamedImage named : images) {
            Image image = named.image();
            manifests.addAll(descriptors(named));
            named.parts()
                    .forEach(blob ->
                            parts.put(OciLayout.BLOBS + "/" + blob.digest().hex(), blob(image.blobs(), blob)));
        }
        parts.put(OciLayout.INDEX, document(Index.of(manifests).bytes()));
        parts.put(OciLayout.MARK, document(OciLayout.MARK_CONTENT));
        return parts;
    }

    /** An image in an index: once per name, and once when it has none. */
    static List<Descriptor> descriptors(NamedImage named) {
        Descriptor plain = named.isIndex()
                ? named.root()
                : named.root().withPlatform(named.image().config().platform());
        if (named.names().isEmpty()) {
            return List.of(plain);
        }
        return named.names().stream().map(name -> named(plain, name)).toList();
    }

    /** Under the whole name: Podman and containerd would each add a registry of their own to a short one. */
    private static Descriptor named(Descriptor manifest, ImageName name) {
        return manifest.withAnnotation(Descriptor.CONTAINERD_NAME, name.full())
                .withAnnotation(Descriptor.REF_NAME, name.toString());
    }

    private static SortedMap<String, Part> docker(List<NamedImage> images) {
        SortedMap<String, Part> parts = new TreeMap<>();
        JsonArray list = new JsonArray();
        for (NamedImage named : images) {
            Image image = named.image();
            Descriptor config = image.manifest().config();
            String configName = config.digest().hex() + ".json";
            parts.put(configName, blob(image.blobs(), config));
            JsonArray layers = new JsonArray();
            for (Descriptor layer : image.manifest().layers()) {
                boolean plain = layer.mediaType().endsWith(".tar");
                String name = layer.digest().hex() + (plain ? ".tar" : ".tar.gz");
                parts.put(name, blob(image.blobs(), layer));
                layers.add(name);
            }
            list.add(new JsonObject()
                    .put("Config", configName)
                    .put(
                            "RepoTags",
                            JsonArray.of(
                                    named.names().stream().map(ImageName::full).toList()))
                    .put("Layers", layers));
        }
        parts.put(DockerSource.LIST, document(Json.bytes(list)));
        return parts;
    }

    /** One entry of the archive. */
    private interface Part {
        void write(String name, TarWriter tar) throws IOException;
    }

    private static Part directory() {
        return (name, tar) -> tar.write(TarEntry.directory(name, DIRECTORY_MODE, 0));
    }

    private static Part document(byte[] content) {
        return (name, tar) -> tar.write(TarEntry.file(name, FILE_MODE, 0, content.length), content);
    }

    private static Part blob(Blobs blobs, Descriptor descriptor) {
        return (name, tar) -> {
            try (VerifiedStream in = blobs.open(descriptor)) {
                tar.write(TarEntry.file(name, FILE_MODE, 0, descriptor.size()), in);
            }
        };
    }
}
