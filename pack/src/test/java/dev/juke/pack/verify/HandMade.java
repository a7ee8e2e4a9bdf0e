/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.base.json.JsonValue;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.Index;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.layout.LayerWriter;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import dev.juke.pack.TestKernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Images as other tools write them, put together by hand. */
public final class HandMade {
    /** What every sample says, in plain text. */
    public static final Map<String, String> PAIRS = Map.of(
            "com.urunc.unikernel.unikernelType", "unikraft",
            "com.urunc.unikernel.hypervisor", "qemu",
            "com.urunc.unikernel.binary", "/k",
            "com.urunc.unikernel.cmdline", "app",
            "com.urunc.unikernel.mountRootfs", "false");

    private final OciLayout layout;
    private final List<Descriptor> layers = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private final JsonObject config =
            new JsonObject().put("architecture", "amd64").put("os", "linux");
    private final Map<String, String> annotations = new TreeMap<>();

    private HandMade(OciLayout layout) {
        this.layout = layout;
    }

    /** An image with nothing in it. */
    public static HandMade in(OciLayout layout) {
        return new HandMade(layout);
    }

    /** One with a kernel at {@code /k}, a command, and nothing said. */
    public static HandMade kernel(OciLayout layout) throws IOException {
        return in(layout).file("k", TestKernels.multiboot()).process("Cmd", JsonArray.of(List.of("app")));
    }

    /** The same with all that is to be said, in all three places. */
    public static HandMade good(OciLayout layout) throws IOException {
        return kernel(layout).labels(PAIRS).annotations(PAIRS).json(base64(PAIRS));
    }

    /** Pairs with their values in base64. */
    public static Map<String, String> base64(Map<String, String> pairs) {
        Map<String, String> encoded = new TreeMap<>();
        pairs.forEach((key, value) ->
                encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return encoded;
    }

    /** Pairs and one more, or another value for one. */
    public static Map<String, String> with(Map<String, String> pairs, String suffix, String value) {
        Map<String, String> more = new TreeMap<>(pairs);
        more.put("com.urunc.unikernel." + suffix, value);
        return more;
    }

    /** What writes a layer. */
    public interface Content {
        /** Writes it. */
        void write(TarWriter tar) throws IOException;
    }

    /** A layer more. */
    public HandMade layer(Content content) throws IOException {
        try (LayerWriter layer = new LayerWriter(layout)) {
            content.write(layer.tar());
            LayerWriter.Layer done = layer.commit();
            layers.add(done.blob());
            diffIds.add(done.diffId().toString());
        }
        return this;
    }

    /** A layer with one file. */
    public HandMade file(String path, byte[] content) throws IOException {
        return layer(tar -> tar.write(TarEntry.file(path, 0644, 0, content.length), content));
    }

    /** {@code /urunc.json} with these values as they are. */
    public HandMade json(Map<String, String> values) throws IOException {
        JsonObject object = new JsonObject();
        values.forEach(object::put);
        return file("urunc.json", object.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Labels. */
    public HandMade labels(Map<String, String> pairs) {
        JsonObject labels = new JsonObject();
        pairs.forEach(labels::put);
        return process("Labels", labels);
    }

    /** A member of {@code config.config}. */
    public HandMade process(String name, JsonValue value) {
        config.objectOrNew("config").put(name, value);
        return this;
    }

    /** A member of the configuration. */
    public HandMade config(String name, String value) {
        config.put(name, value);
        return this;
    }

    /** The manifest's annotations. */
    public HandMade annotations(Map<String, String> pairs) {
        annotations.clear();
        annotations.putAll(pairs);
        return this;
    }

    /** The image. */
    public Image image() throws IOException {
        return Image.read(layout, manifest());
    }

    private Descriptor manifest() throws IOException {
        config.put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", JsonArray.of(diffIds)));
        Descriptor blob = layout.put(MediaType.CONFIG, config.toString().getBytes(StandardCharsets.UTF_8));
        return layout.put(
                MediaType.MANIFEST, Manifest.of(blob, layers, annotations).bytes());
    }

    /** An image of KraftKit's: an index of one manifest for each platform, {@code qemu}, {@code fc}. */
    public static NamedImage kraftKit(OciLayout layout, String... platforms) throws IOException {
        List<Descriptor> manifests = new ArrayList<>();
        for (String os : platforms) {
            HandMade made = in(layout)
                    .file("unikraft/bin/kernel", TestKernels.multiboot())
                    .file("unikraft/bin/initrd", "070701".getBytes(StandardCharsets.UTF_8))
                    .config("os", os)
                    .config("architecture", "x86_64")
                    .config("os.version", "0.17.0")
                    .process("Cmd", JsonArray.of(List.of("/server", "-p", "80")))
                    .process("Env", JsonArray.of(List.of("A=b")))
                    .annotations(Map.of("sh.kraftkit.version", "0.9", "org.unikraft.kernel.version", "0.17.0"));
            made.config.put("os.features", JsonArray.of(List.of("CONFIG_X=y")));
            Descriptor manifest = made.manifest();
            JsonObject platform = new JsonObject().put("architecture", "x86_64").put("os", os);
            manifests.add(new Descriptor(manifest.json().copy().put("platform", platform)));
        }
        Descriptor root = layout.put(MediaType.INDEX, Index.of(manifests).bytes());
        return new NamedImage(List.of(), Image.read(layout, manifests.getFirst()), root);
    }
}
