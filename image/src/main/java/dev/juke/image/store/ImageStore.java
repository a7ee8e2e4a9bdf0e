/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.ImageSource;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.Reference;
import dev.juke.image.References;
import dev.juke.image.layout.ArchiveFormat;
import dev.juke.image.layout.ArchiveWriter;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.layout.Sources;
import dev.juke.image.rootfs.Unpacker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The images of this machine: one directory in OCI layout, with unpacked images under {@code rootfs/}. Any number of processes may
 * use it at once. A process may be killed at any moment: images are whole or not there, and the next change removes the remains.
 *
 * @param root the directory, which is made when something is first put into it
 */
public record ImageStore(Path root) {
    /** Where unpacked images lie, {@code rootfs/HEX} by the digest of the manifest. */
    static final String TREES = "rootfs";

    /** All images, one for each name, sorted by name; those without a name come last. */
    public List<StoredImage> list() {
        return read((layout, catalog) -> catalog.entries().stream()
                        .map(entry -> stored(layout, entry))
                        .toList())
                .stream()
                .sorted(Comparator.comparing(
                        StoredImage::name, Comparator.nullsLast(Comparator.<ImageName>naturalOrder())))
                .toList();
    }

    /** The image of a name, of {@code NAME@DIGEST}, or of the beginning of an id or manifest digest; null when there is none. Of several with one id, any. */
    public @Nullable StoredImage lookup(String nameOrId) {
        List<StoredImage> all = all(nameOrId);
        return all.isEmpty() ? null : all.getFirst();
    }

    /**
     * The image of a name or of {@code NAME@DIGEST}, or all of the beginning of an id or manifest digest, once each; empty when there is none. Images with one id
     * hold the same files and run in the same way; they differ in their manifests, as after a way through Docker's archive format.
     */
    public List<StoredImage> all(String nameOrId) {
        Reference reference = Reference.parseOrNull(nameOrId);
        if (reference != null && reference.digest() != null) {
            StoredImage exact = at(reference.digest());
            return exact == null ? List.of() : List.of(exact);
        }
        List<StoredImage> named = read((layout, catalog) -> {
            ImageName name = catalog.resolve(nameOrId);
            Descriptor entry = name == null ? null : catalog.find(name);
            return entry == null ? List.of() : List.of(stored(layout, entry));
        });
        return named.isEmpty() ? byId(nameOrId) : named;
    }

    /** The image with exactly this manifest, or the index with this digest; null when there is none. */
    public @Nullable StoredImage at(Digest digest) {
        List<StoredImage> found = read((layout, catalog) -> {
            for (Descriptor entry : catalog.entries()) {
                StoredImage image = stored(layout, entry);
                if (entry.digest().equals(digest)) {
                    return List.of(image);
                }
                for (Descriptor manifest : References.manifests(layout, image.root())) {
                    if (manifest.digest().equals(digest)) {
                        return List.of(new StoredImage(image.name(), Image.read(layout, manifest), manifest));
                    }
                }
            }
            return List.of();
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Reads without a lock: what another process removes meanwhile is looked up again. */
    private List<StoredImage> read(BiFunction<OciLayout, Catalog, List<StoredImage>> reading) {
        if (!OciLayout.isLayout(root)) {
            return List.of();
        }
        OciLayout layout = OciLayout.open(root);
        while (true) {
            Catalog catalog = Catalog.of(layout);
            try {
                return reading.apply(layout, catalog);
            } catch (JukeException e) {
                boolean changed = !catalog.equals(Catalog.of(layout));
                if (e.category() != JukeException.Category.NOT_FOUND || !changed) {
                    throw e;
                }
            }
        }
    }

    private List<StoredImage> byId(String id) {
        String hex = id.startsWith(Digest.PREFIX) ? id.substring(Digest.PREFIX.length()) : id;
        if (hex.isEmpty() || !Digest.isHex(hex)) {
            return List.of();
        }
        Map<Digest, StoredImage> matches = new LinkedHashMap<>();
        for (StoredImage image : list()) {
            if (image.id().hex().startsWith(hex)
                    || image.digest().hex().startsWith(hex)
                    || image.root().digest().hex().startsWith(hex)) {
                matches.putIfAbsent(image.root().digest(), image);
            }
        }
        if (matches.values().stream().map(StoredImage::id).distinct().count() > 1) {
            throw JukeException.usage("'" + id + "' begins the ids of several images", "give more digits");
        }
        return List.copyOf(matches.values());
    }

    /** As {@link #lookup}, but an image that is not there is an error. */
    public StoredImage find(String nameOrId) {
        return found(nameOrId).getFirst();
    }

    private List<StoredImage> found(String nameOrId) {
        List<StoredImage> found = all(nameOrId);
        if (found.isEmpty()) {
            throw JukeException.notFound(
                    "there is no image '" + nameOrId + "' in " + root, "build, load or pull it first");
        }
        return found;
    }

    /** Opens what a person named: an image of this store, or a file or directory; see {@link ImageReference}. */
    public ImageSource open(String reference) {
        return ImageReference.open(reference, this);
    }

    /** Writes images into one archive; the stream is left open. */
    public void export(List<String> namesOrIds, ArchiveFormat format, OutputStream out) {
        List<NamedImage> images =
                namesOrIds.stream().map(this::find).map(StoredImage::named).toList();
        try {
            ArchiveWriter.write(images, format, out);
        } catch (IOException e) {
            throw IoFailure.of("the archive cannot be written", e);
        }
    }

    /** Keeps an image, or an index with all its images, under its names. */
    public StoredImage add(NamedImage named) {
        return add(List.of(named)).getFirst();
    }

    /**
     * Keeps an image.
     *
     * @param name what to call it; null for no name. An image that was called so stays, without that name
     */
    public StoredImage add(Image image, @Nullable ImageName name) {
        return add(List.of(new NamedImage(name == null ? List.of() : List.of(name), image)))
                .getFirst();
    }

    /** Keeps all images of an archive or layout, under the names that they have there. */
    public List<StoredImage> load(Path path) {
        try (ImageSource source = Sources.open(path, "")) {
            return add(source.images(Platform.host()));
        }
    }

    /** Keeps all images of an archive that is read from a stream. */
    public List<StoredImage> load(InputStream archive) {
        try (ImageSource source = Sources.archive(archive, "standard input")) {
            return add(source.images(Platform.host()));
        }
    }

    /** Keeps all or, when one is damaged, none. */
    private List<StoredImage> add(List<NamedImage> images) {
        change(
                transaction -> {
                    for (NamedImage named : images) {
                        transaction.stage(named);
                    }
                },
                catalog -> {
                    Catalog changed = catalog;
                    for (NamedImage named : images) {
                        changed = changed.with(named);
                    }
                    return changed;
                });
        OciLayout layout = OciLayout.open(root);
        return images.stream()
                .flatMap(named -> StoredImage.all(
                        named.names(), Image.read(layout, named.image().descriptor()), named.root()))
                .toList();
    }

    /**
     * Makes one image for several platforms of several images, and keeps it under these names.
     *
     * @param namesOrIds images for a platform each; of one that is for several already, all
     */
    public StoredImage join(List<String> namesOrIds, List<ImageName> names) {
        return add(Joined.of(namesOrIds.stream().map(this::find).toList(), names));
    }

    /** Gives an image another name. */
    public void tag(String nameOrId, ImageName name) {
        NamedImage found = find(nameOrId).named();
        NamedImage renamed = new NamedImage(List.of(name), found.image(), found.root());
        change(_ -> {}, catalog -> catalog.with(renamed));
    }

    /**
     * Takes a name from an image, and removes the image with its last name.
     *
     * @param nameOrId a name, or the beginning of an id, which means all images of that id: each must have one name at most, or
     *     {@code force} be given
     * @param users the names of the containers of the manifest with that digest: an image that has some is not removed
     */
    public Removal remove(String nameOrId, boolean force, Function<Digest, List<String>> users) {
        return Removal.of(change(_ -> {}, catalog -> {
            ImageName name = catalog.resolve(nameOrId);
            Descriptor named = name == null ? null : catalog.find(name);
            if (name != null && named != null) {
                Digest image = named.digest();
                return catalog.names(image).size() > 1
                        ? catalog.untag(name)
                        : catalog.without(unused(List.of(image), nameOrId, users));
            }
            List<Digest> images =
                    found(nameOrId).stream().map(image -> image.root().digest()).toList();
            for (Digest image : images) {
                List<ImageName> names = catalog.names(image);
                if (names.size() > 1 && !force) {
                    throw JukeException.conflict(
                            "image " + image + " has several names: " + names,
                            "remove them one by one, or use --force");
                }
            }
            return catalog.without(unused(images, nameOrId, users));
        }));
    }

    /** The same images, unless there are containers of one of them, or of one that an index among them lists. */
    private List<Digest> unused(List<Digest> images, String reference, Function<Digest, List<String>> users) {
        OciLayout layout = OciLayout.open(root);
        List<String> containers = Catalog.of(layout).entries().stream()
                .filter(entry -> images.contains(entry.digest()))
                .map(Descriptor::withoutAnnotations)
                .distinct()
                .flatMap(entry -> manifests(layout, entry).stream())
                .flatMap(image -> users.apply(image).stream())
                .distinct()
                .toList();
        if (!containers.isEmpty()) {
            throw JukeException.conflict(
                    "image '" + reference + "' is in use by " + String.join(", ", containers),
                    "remove that first: juke rm -f " + String.join(" ", containers));
        }
        return images;
    }

    /** Removes all images without a name that nothing runs from, what killed processes left behind, and what was fetched for builds. */
    public Removal prune(Predicate<Digest> inUse) {
        try {
            Trees.delete(builds());
        } catch (IOException e) {
            throw IoFailure.of(builds() + " cannot be removed", e);
        }
        Removal removal = Removal.of(change(
                _ -> {},
                catalog -> catalog.pruned(
                        entry -> manifests(OciLayout.open(root), entry).stream().anyMatch(inUse))));
        return removal.and(BlobCache.empty(root));
    }

    /**
     * The image, unpacked: made when it is first asked for, shared by all who run from it, so nobody may write there.
     *
     * @param notes is told what had to be left out of it
     */
    public Path rootfs(StoredImage image, Consumer<String> notes) {
        Path place = tree(root, image.digest());
        if (Files.isDirectory(place)) {
            return place;
        }
        try (Transaction transaction = Transaction.begin(root)) {
            Path tree = Files.createDirectory(transaction.directory().resolve("tree"));
            Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
            Unpacker.unpack(image.image(), tree).forEach(notes);
            transaction.publishTree(tree, image.digest());
        } catch (IOException e) {
            throw IoFailure.of("image " + image.digest() + " cannot be unpacked", e);
        }
        if (!Files.isDirectory(place)) {
            throw JukeException.notFound("image " + image.digest() + " is not in " + root, "load or build it again");
        }
        return place;
    }

    /** Where an image's unpacked tree lies, if it was made. */
    static Path tree(Path root, Digest image) {
        return root.resolve(TREES).resolve(image.hex());
    }

    /** Where builds keep in mind what they gave, as they like; {@link #prune} removes it. */
    public Path builds() {
        return root.resolve("builds");
    }

    /** A directory in the store for unfinished work, on the same file system; its owner closes it. */
    public WorkArea workArea() {
        try {
            return Transaction.area(root);
        } catch (IOException e) {
            throw IoFailure.of("image store " + root + " cannot be written to", e);
        }
    }

    private static StoredImage stored(OciLayout layout, Descriptor entry) {
        Descriptor root = entry.withoutAnnotations();
        return new StoredImage(Catalog.name(entry), Image.readAny(layout, root, Platform.host()), root);
    }

    /** The digests of the manifests that an entry stands for; the entry's alone when it is damaged, since that may be removed, too. */
    private static List<Digest> manifests(OciLayout layout, Descriptor entry) {
        try {
            return References.manifests(layout, entry).stream()
                    .map(Descriptor::digest)
                    .toList();
        } catch (JukeException damaged) {
            return List.of(entry.digest());
        }
    }

    private Transaction.Outcome change(Preparation preparation, UnaryOperator<Catalog> change) {
        try (Transaction transaction = Transaction.begin(root)) {
            preparation.prepare(transaction);
            return transaction.commit(change);
        } catch (IOException e) {
            throw IoFailure.of("image store " + root + " cannot be changed", e);
        }
    }

    /** The long part of a change, done without a lock. */
    private interface Preparation {
        void prepare(Transaction transaction) throws IOException;
    }
}
