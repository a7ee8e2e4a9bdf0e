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
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.InitrdWriter;
import dev.juke.pack.tree.TreeLayer;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.UruncJson;
import dev.juke.unikernel.kernel.Kernel;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    private final Metadata metadata;
    private final Kernel kernel;
    private final OciLayout layout;
    private final List<LayerWriter.Layer> layers = new ArrayList<>();
    private final JsonArray history = new JsonArray();

    ImageAssembly(BuildRequest request, Metadata metadata, Kernel kernel, OciLayout layout) {
        this.request = request;
        this.metadata = metadata;
        this.kernel = kernel;
        this.layout = layout;
    }

    Image assemble() throws IOException {
        if (request.rootfs() instanceof Rootfs.ImageTree image) {
            layer("files", tar -> TreeLayer.write(image.tree(), request.epoch(), tar));
        }
        layer("kernel", tar -> boot(KERNEL, request.kernel(), tar));
        switch (request.rootfs()) {
            case Rootfs.None _, Rootfs.ImageTree _ -> {}
            case Rootfs.InitrdFile initrd -> layer("initrd", tar -> boot(ROOTFS, initrd.file(), tar));
            case Rootfs.BlockFile block -> layer("block image", tar -> boot(ROOTFS, block.file(), tar));
            case Rootfs.InitrdTree initrd -> layer("initrd", tar -> initrd(initrd.tree(), tar));
        }
        byte[] json = UruncJson.write(metadata.annotations());
        String name = UruncJson.PATH.substring(1);
        layer("metadata", tar -> tar.write(TarEntry.file(name, FILE_MODE, request.epoch(), json.length), json));

        Descriptor config = layout.put(MediaType.CONFIG, config().bytes());
        List<Descriptor> blobs = layers.stream().map(LayerWriter.Layer::blob).toList();
        Manifest manifest = Manifest.of(config, blobs, metadata.annotations());
        return Image.read(layout, layout.put(MediaType.MANIFEST, manifest.bytes()));
    }

    /** What a layer holds. */
    private interface Content {
        void write(TarWriter tar) throws IOException;
    }

    private void layer(String what, Content content) throws IOException {
        try (LayerWriter layer = new LayerWriter(layout)) {
            content.write(layer.tar());
            layers.add(layer.commit());
        }
        history.add(new JsonObject()
                .put("created", SourceDate.format(request.epoch()))
                .put("created_by", "juke build: " + what));
    }

    private void boot(String path, Path source, TarWriter tar) throws IOException {
        tar.write(TarEntry.directory(BOOT, DIRECTORY_MODE, request.epoch()));
        TreeLayer.write(path, FILE_MODE, request.epoch(), source, tar);
    }

    private void initrd(FileTree tree, TarWriter tar) throws IOException {
        Path archive = Files.createTempFile(layout.directory(), ".initrd", ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
                InitrdWriter.write(tree, request.epoch(), out);
            }
            boot(ROOTFS, archive, tar);
        } finally {
            Files.delete(archive);
        }
    }

    private ImageConfig config() {
        JsonObject process = new JsonObject();
        putUnlessEmpty(process, "Env", request.command().env());
        putUnlessEmpty(process, "Entrypoint", request.command().entrypoint());
        putUnlessEmpty(process, "Cmd", request.command().cmd());
        JsonObject labels = new JsonObject();
        metadata.annotations().forEach(labels::put);
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
