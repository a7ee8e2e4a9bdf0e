/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import dev.juke.image.layout.OciLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a store's {@code index.json}: each image, or index of images for several platforms, once per name, under the
 * annotation {@code ref.name}, or once without a name.
 */
record Catalog(List<Descriptor> entries) {
    Catalog {
        entries = List.copyOf(entries);
    }

    /** The images of a layout. */
    static Catalog of(OciLayout layout) {
        return new Catalog(layout.index().manifests());
    }

    /** The entry's name, or null. */
    static @Nullable ImageName name(Descriptor entry) {
        return ImageName.parseOrNull(entry.annotations().getOrDefault(Descriptor.REF_NAME, ""));
    }

    /** The image of that name, or null. */
    @Nullable
    Descriptor find(ImageName name) {
        return entries.stream()
                .filter(entry -> name.equals(name(entry)))
                .findFirst()
                .orElse(null);
    }

    /** The name that a person means; null when no image has it. */
    @Nullable
    ImageName resolve(String text) {
        for (ImageName candidate : ImageName.candidates(text)) {
            if (find(candidate) != null) {
                return candidate;
            }
        }
        return null;
    }

    /** All names. */
    List<ImageName> names() {
        return names(entries);
    }

    /** All names of an image. */
    List<ImageName> names(Digest image) {
        return names(filter(entry -> entry.digest().equals(image)).entries);
    }

    private static List<ImageName> names(List<Descriptor> entries) {
        return entries.stream()
                .map(Catalog::name)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** All manifests and indexes that are listed, once each. */
    Set<Digest> images() {
        return entries.stream().map(Descriptor::digest).collect(Collectors.toSet());
    }

    /** With an image under its names. What had one of them before keeps its others, or stays without one. */
    Catalog with(NamedImage named) {
        Descriptor image = plain(named);
        Catalog changed = this;
        for (ImageName name : named.names()) {
            Descriptor entry = image.withAnnotation(Descriptor.REF_NAME, name.toString());
            changed = changed.untag(name)
                    .filter(e -> !e.digest().equals(image.digest()) || name(e) != null)
                    .append(entry);
        }
        return named.names().isEmpty() ? changed.withUnnamed(image) : changed;
    }

    /** Without that name. Its image stays. */
    Catalog untag(ImageName name) {
        Descriptor image = find(name);
        return image == null
                ? this
                : filter(entry -> !name.equals(name(entry))).withUnnamed(image.withoutAnnotations());
    }

    /** Without those images. */
    Catalog without(Collection<Digest> images) {
        return filter(entry -> !images.contains(entry.digest()));
    }

    /** Without the images that have no name, unless they are in use. */
    Catalog pruned(Predicate<Descriptor> inUse) {
        return filter(entry -> name(entry) != null || inUse.test(entry));
    }

    private static Descriptor plain(NamedImage named) {
        Descriptor root = named.root().withoutAnnotations();
        return named.isIndex() ? root : root.withPlatform(named.image().config().platform());
    }

    private Catalog withUnnamed(Descriptor image) {
        return images().contains(image.digest()) ? this : append(image);
    }

    private Catalog append(Descriptor entry) {
        List<Descriptor> changed = new ArrayList<>(entries);
        changed.add(entry);
        return new Catalog(changed);
    }

    private Catalog filter(Predicate<Descriptor> keep) {
        return new Catalog(entries.stream().filter(keep).toList());
    }
}
