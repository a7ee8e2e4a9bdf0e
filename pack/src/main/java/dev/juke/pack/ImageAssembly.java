/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.layout.LayerWriter;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.TreeLayer;
import dev.juke.unikernel.UruncJson;
import dev.juke.unikernel.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Puts the image of one request together in a layout: a layer each for the guest's files, the kernel, and the metadata. */
final class ImageAssembly {
    /** Where the kernel lies in the image. */
    static final String KERNEL = ".boot/kernel";
    /** Where the initrd or block image lies in the image. */
    static final String ROOTFS = ".boot/rootfs";

    private static final String BOOT = ".boot";
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final BuildRequest request;
    private final Kernel kernel;
    private final Workspace work;
    private final OciLayout layout;
    private final List<LayerWriter.Layer> layers = new ArrayList<>();
    private final JsonArray history = new JsonArray();

    ImageAssembly(BuildRequest request, Kernel kernel, OciLayout layout, Workspace work) {
        this.request = request;
        this.work = work;
        this.kernel = kernel;
        this.layout = layout;
    }

    Image assemble() throws IOException {
        for (BuildRequest.Layer layer : request.layers()) {
            layer(layer.what(), tar -> TreeLayer.write(layer.tree(), request.epoch(), tar));
        }
        boot("kernel", KERNEL, request.kernel());
        switch (request.rootfs()) {
            case Rootfs.None _, Rootfs.ImageTree _ -> {}
            case Rootfs.Initrd initrd -> boot("initrd", ROOTFS, initrd.file());
            case Rootfs.Block block -> boot("block image", ROOTFS, block.file());
            case Rootfs.Made made -> {
                Path file = work.newFile();
                RootfsWriter.write(made, request.epoch(), file);
                String what = made.format().isInitrd() ? "initrd" : "block image";
                layer(what, tar -> boot(ROOTFS, Content.of(file), tar));
                Files.delete(file);
            }
        }
        byte[] json = UruncJson.write(request.metadata().annotations());
        String name = UruncJson.PATH.substring(1);
        layer("metadata", tar -> tar.write(TarEntry.file(name, FILE_MODE, request.epoch(), json.length), json));

        Descriptor config = layout.put(MediaType.CONFIG, config().bytes());
        List<Descriptor> blobs = layers.stream().map(LayerWriter.Layer::blob).toList();
        Manifest manifest = Manifest.of(config, blobs, request.metadata().annotations());
        return Image.read(layout, layout.put(MediaType.MANIFEST, manifest.bytes()));
    }

    /** What a layer holds. */
    private interface Entries {
        void write(TarWriter tar) throws IOException;
    }

    private void layer(String what, Entries content) throws IOException {
        try (LayerWriter layer = new LayerWriter(layout)) {
            content.write(layer.tar());
            layers.add(layer.commit());
        }
        history.add(new JsonObject()
                .put("created", SourceDate.format(request.epoch()))
                .put("created_by", "juke build: " + what));
    }

    /** A file that is in the image already needs no layer. */
    private void boot(String what, String path, BootFile file) throws IOException {
        if (file.place() == null) {
            layer(what, tar -> boot(path, file.content(), tar));
        }
    }

    private void boot(String path, Content content, TarWriter tar) throws IOException {
        tar.write(TarEntry.directory(BOOT, DIRECTORY_MODE, request.epoch()));
        TreeLayer.write(path, Permissions.FILE, request.epoch(), content, tar);
    }

    private ImageConfig config() {
        JsonObject process = new JsonObject();
        putUnlessEmpty(process, "Env", request.settings().env());
        putUnlessEmpty(
                process,
                "Entrypoint",
                Objects.requireNonNullElse(request.settings().entrypoint(), List.of()));
        putUnlessEmpty(
                process, "Cmd", Objects.requireNonNullElse(request.settings().cmd(), List.of()));
        JsonObject labels = new JsonObject();
        request.settings().labels().forEach(labels::put);
        process.put("Labels", labels);
        List<String> diffIds =
                layers.stream().map(layer -> layer.diffId().toString()).toList();
        return new ImageConfig(new JsonObject()
                .put("created", SourceDate.format(request.epoch()))
                .put("architecture", kernel.architecture().ociName())
                .put("os", "linux")
                .put("config", process)
                .put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", JsonArray.of(diffIds)))
                .put("history", history));
    }

    private static void putUnlessEmpty(JsonObject object, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            object.put(name, JsonArray.of(texts));
        }
    }
}
