/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.layout.LayerWriter;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Makes small images for tests. */
public final class SampleImages {
    private SampleImages() {}

    /** What a layer holds. */
    public interface Content {
        /** Writes it. */
        void write(TarWriter tar) throws IOException;
    }

    /** A file in a layer. */
    public static Content file(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return tar -> tar.write(TarEntry.file(name, 0644, 0, bytes.length), bytes);
    }

    /** An entry without content in a layer. */
    public static Content entry(String name, TarEntry.Kind kind, String linkName, int mode) {
        return tar -> tar.write(new TarEntry(name, kind, linkName, mode, 0, 0, 0, 0, 0));
    }

    /** Several contents one after the other. */
    public static Content all(Content... contents) {
        return tar -> {
            for (Content content : contents) {
                content.write(tar);
            }
        };
    }

    /** An image with one file, for this machine. */
    public static Image hello(OciLayout layout, String text) throws IOException {
        return image(layout, Platform.host(), file("hello", text));
    }

    /** An image of these layers. */
    public static Image image(OciLayout layout, Platform platform, Content... contents) throws IOException {
        List<LayerWriter.Layer> layers = new ArrayList<>();
        for (Content content : contents) {
            try (LayerWriter writer = new LayerWriter(layout)) {
                content.write(writer.tar());
                layers.add(writer.commit());
            }
        }
        return image(layout, platform, layers);
    }

    /** An image of layers that are in the layout. */
    public static Image image(OciLayout layout, Platform platform, List<LayerWriter.Layer> layers) throws IOException {
        List<String> diffIds =
                layers.stream().map(layer -> layer.diffId().toString()).toList();
        JsonObject config = new JsonObject()
                .put("created", "1970-01-01T00:00:00Z")
                .put("architecture", platform.architecture())
                .put("os", platform.os())
                .put(
                        "config",
                        new JsonObject()
                                .put("Cmd", JsonArray.of(List.of("/hello")))
                                .put("Labels", new JsonObject().put("com.urunc.unikernel.hypervisor", "qemu")))
                .put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", JsonArray.of(diffIds)))
                .put("x-unknown", "kept");
        Descriptor descriptor = layout.put(MediaType.CONFIG, new ImageConfig(config).bytes());
        Manifest manifest = Manifest.of(
                descriptor, layers.stream().map(LayerWriter.Layer::blob).toList(), Map.of("note", "sample"));
        return Image.read(layout, layout.put(MediaType.MANIFEST, manifest.bytes()));
    }

    /** Puts an image into the layout's list. */
    public static void list(OciLayout layout, Image image, String refName) throws IOException {
        List<Descriptor> manifests = new ArrayList<>(layout.index().manifests());
        manifests.add(image.descriptor().withAnnotation(Descriptor.REF_NAME, refName));
        layout.write(layout.index().with(manifests));
    }

    /** A layer as plain bytes of a tar archive. */
    public static byte[] tar(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(bytes);
        content.write(tar);
        tar.finish();
        return bytes.toByteArray();
    }

    /** Bytes, compressed. */
    public static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
