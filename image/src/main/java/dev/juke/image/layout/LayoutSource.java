/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.JukeException;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.ImageSource;
import dev.juke.image.Index;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The images of an OCI layout, in a directory or an archive.
 *
 * @param wanted the {@code ref.name} or image name to read; empty for all
 * @param closing what to do when it is closed
 */
record LayoutSource(Blobs blobs, Index index, String wanted, Runnable closing) implements ImageSource {
    @Override
    public String where() {
        return blobs.where();
    }

    @Override
    public List<NamedImage> images(Platform platform) {
        List<Descriptor> chosen = chosen();
        if (isOneForManyPlatforms(chosen)) {
            chosen = List.of(Index.of(chosen).choose(platform, where()));
        }
        return byName(chosen).entrySet().stream()
                .map(image -> new NamedImage(image.getValue(), Image.read(blobs, image.getKey(), platform)))
                .toList();
    }

    @Override
    public List<NamedImage> listed(Platform platform) {
        return byName(chosen()).entrySet().stream()
                .map(image -> new NamedImage(
                        image.getValue(), Image.readAny(blobs, image.getKey(), platform), image.getKey()))
                .toList();
    }

    private static Map<Descriptor, List<ImageName>> byName(List<Descriptor> chosen) {
        // The same manifest under several names is one image.
        Map<Descriptor, List<ImageName>> images = new LinkedHashMap<>();
        for (Descriptor manifest : chosen) {
            List<ImageName> names = images.computeIfAbsent(manifest.withoutAnnotations(), image -> new ArrayList<>());
            ImageName name = name(manifest);
            if (name != null) {
                names.add(name);
            }
        }
        return images;
    }

    private List<Descriptor> chosen() {
        List<Descriptor> chosen =
                index.manifests().stream().filter(this::isWanted).toList();
        if (chosen.isEmpty() && !wanted.isEmpty()) {
            String names = index.manifests().stream()
                    .map(LayoutSource::refName)
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.joining(", "));
            throw JukeException.notFound(
                    where() + " holds no image '" + wanted + "'",
                    names.isEmpty() ? "it has no named image at all" : "it has: " + names);
        }
        return chosen;
    }

    /** Some tools list the manifests of one image for several platforms directly, all under one name or none. */
    private static boolean isOneForManyPlatforms(List<Descriptor> manifests) {
        return manifests.size() > 1
                && manifests.stream().allMatch(m -> MediaType.isManifest(m.mediaType()) && m.platform() != null)
                && manifests.stream().map(LayoutSource::refName).distinct().count() == 1
                && manifests.stream().map(Descriptor::platform).distinct().count() > 1;
    }

    /** What lies beside an image (a bill of materials, a signature) is no image, unless somebody asks for it by name. */
    private boolean isWanted(Descriptor manifest) {
        if (wanted.isEmpty()) {
            return manifest.json().get("artifactType") == null;
        }
        ImageName name = name(manifest);
        return refName(manifest).equals(wanted)
                || (name != null && ImageName.candidates(wanted).contains(name));
    }

    private static String refName(Descriptor manifest) {
        return manifest.annotations().getOrDefault(Descriptor.REF_NAME, "");
    }

    /** The image's name: what containerd is told, or a {@code ref.name} that is more than a tag. */
    private static @Nullable ImageName name(Descriptor manifest) {
        ImageName name = ImageName.parseOrNull(manifest.annotations().getOrDefault(Descriptor.CONTAINERD_NAME, ""));
        String refName = refName(manifest);
        boolean whole = refName.contains(":") || refName.contains("/");
        return name == null && whole ? ImageName.parseOrNull(refName) : name;
    }

    @Override
    public void close() {
        closing.run();
    }
}
