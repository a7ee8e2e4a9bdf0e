/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.convert;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.ImageName;
import dev.juke.image.Index;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.layout.BlobWriter;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import dev.juke.pack.check.Subject;
import dev.juke.pack.verify.KraftKit;
import dev.juke.pack.verify.Verification;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.kernel.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Unikraft image as KraftKit does: an index with the platform's name as operating system, one plain layer each for kernel and
 * initrd, at fixed paths. Everything has the time 0, where KraftKit writes the present.
 */
public final class KraftKitForm {
    private static final int FILE_MODE = 0644;
    /** Annotation of a layer: the path of the kernel in it. */
    private static final String KERNEL_IMAGE = "org.unikraft.kernel.image";
    /** Annotation of a layer: the path of the initrd in it. */
    private static final String KERNEL_INITRD = "org.unikraft.kernel.initrd";
    /** Annotation: KraftKit before April 2026 takes no image without it. */
    private static final String KRAFTKIT_VERSION = "sh.kraftkit.version";

    private static final String CREATED = "1970-01-01T00:00:00Z";

    private final Verification source;
    private final OciLayout layout;
    private final JsonArray diffIds = new JsonArray();
    private final List<Descriptor> layers = new ArrayList<>();

    private KraftKitForm(Verification source, OciLayout layout) {
        this.source = source;
        this.layout = layout;
    }

    /**
     * Converts an image.
     *
     * @param monitor for what monitor; null for the one that the image names
     * @param names what the new image is called
     * @param layout where it goes
     */
    public static NamedImage of(Verification source, @Nullable String monitor, List<ImageName> names, OciLayout layout)
            throws IOException {
        if (!source.scan().damages().isEmpty()) {
            throw source.scan().damages().getFirst();
        }
        Map<Key, String> values = source.said().values();
        String framework = values.getOrDefault(Key.UNIKERNEL_TYPE, "");
        if (!framework.equals("unikraft")) {
            throw JukeException.input(
                    "KraftKit's images hold Unikraft, and this one "
                            + (framework.isEmpty() ? "no unikernel" : framework),
                    "leave it as it is");
        }
        String wanted = monitor == null ? values.getOrDefault(Key.HYPERVISOR, "") : monitor;
        String os = KraftKit.os(wanted);
        if (os.isEmpty()) {
            throw JukeException.input(
                    "KraftKit has no platform for the monitor '" + wanted + "'", "use --monitor qemu or firecracker");
        }
        if (source.block() != null || source.mountsRootfs()) {
            throw JukeException.input(
                    "KraftKit's images hold a kernel and an initrd, and this one has another root file system",
                    "package its files as an initrd (rootfs.type: initrd)");
        }
        return new KraftKitForm(source, layout).write(os, names);
    }

    private NamedImage write(String os, List<ImageName> names) throws IOException {
        Kernel kernel = source.kernel();
        Subject.File binary = source.binary();
        if (kernel == null || binary == null) {
            throw JukeException.input("the image has no kernel that can be read", "see juke verify");
        }
        layer(KraftKit.KERNEL, KERNEL_IMAGE, binary);
        if (source.initrd() != null) {
            layer(KraftKit.INITRD, KERNEL_INITRD, source.initrd());
        }
        String version = source.said().values().getOrDefault(Key.UNIKERNEL_VERSION, "");
        JsonObject platform = new JsonObject()
                .put(
                        "architecture",
                        switch (kernel.architecture()) {
                            case AMD64 -> "x86_64";
                            case ARM64 -> "arm64";
                        })
                .put("os", os);
        if (!version.isEmpty()) {
            platform.put("os.version", version);
        }
        Map<String, String> annotations = annotations(names, version);
        Descriptor config =
                with(platform, layout.put(MediaType.CONFIG, config(platform).bytes()));
        Descriptor manifest = layout.put(
                MediaType.MANIFEST, Manifest.of(config, layers, annotations).bytes());
        JsonObject pairs = new JsonObject();
        annotations.forEach(pairs::put);
        Descriptor listed = with(platform, manifest);
        byte[] index = new Index(Index.of(List.of(listed)).json().put("annotations", pairs)).bytes();
        Descriptor root = layout.put(MediaType.INDEX, index);
        return new NamedImage(names, Image.read(layout, listed), root);
    }

    private static Descriptor with(JsonObject platform, Descriptor descriptor) {
        return new Descriptor(descriptor.json().copy().put("platform", platform.copy()));
    }

    private static Map<String, String> annotations(List<ImageName> names, String version) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(KRAFTKIT_VERSION, "juke");
        annotations.put("org.opencontainers.image.created", CREATED);
        if (!names.isEmpty()) {
            annotations.put(Descriptor.REF_NAME, names.getFirst().toString());
            annotations.put("org.unikraft.image.name", names.getFirst().toString());
        }
        if (!version.isEmpty()) {
            annotations.put(KraftKit.VERSION, version);
        }
        return annotations;
    }

    private ImageConfig config(JsonObject platform) {
        JsonObject process = Objects.requireNonNullElse(
                        source.scan().image().config().json().object("config"), new JsonObject())
                .copy();
        JsonObject labels = process.object("Labels");
        if (labels != null) {
            for (String name : List.copyOf(labels.names())) {
                if (name.startsWith(Key.PREFIX)) {
                    labels.remove(name);
                }
            }
        }
        JsonObject config = platform.copy()
                .put("created", CREATED)
                .put("config", process)
                .put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", diffIds));
        return new ImageConfig(config);
    }

    private void layer(String path, String annotation, Subject.File file) throws IOException {
        try (BlobWriter blob = layout.newBlob();
                InputStream content = file.content().open()) {
            TarWriter tar = new TarWriter(blob);
            tar.write(
                    TarEntry.file(
                            path.substring(1), FILE_MODE, 0, file.content().size()),
                    content);
            tar.finish();
            Descriptor layer = blob.commit(MediaType.LAYER_TAR);
            layers.add(layer.withAnnotation(annotation, path));
            diffIds.add(layer.digest().toString());
        }
    }
}
