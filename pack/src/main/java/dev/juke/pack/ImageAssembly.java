/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.layout.LayerWriter;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.layout.Overlay;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.InitrdWriter;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.TreeLayer;
import dev.juke.unikernel.UruncJson;
import dev.juke.unikernel.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    private final boolean compressed;
    private final List<LayerWriter.Layer> layers = new ArrayList<>();
    private final List<JsonObject> history = new ArrayList<>();

    ImageAssembly(BuildRequest request, Kernel kernel, OciLayout layout, Workspace work, boolean compressed) {
        this.request = request;
        this.work = work;
        this.kernel = kernel;
        this.layout = layout;
        this.compressed = compressed;
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
            case Rootfs.Made made -> made(made);
        }
        byte[] json = UruncJson.write(request.metadata().annotations());
        String name = UruncJson.PATH.substring(1);
        layer("metadata", tar -> tar.write(TarEntry.file(name, FILE_MODE, request.epoch(), json.length), json));

        Image base = request.base();
        List<Descriptor> blobs = new ArrayList<>();
        if (base != null) {
            base.manifest().layers().forEach(layer -> blobs.add(layer.withMediaType(MediaType.oci(layer.mediaType()))));
        }
        layers.forEach(layer -> blobs.add(layer.blob()));
        List<Digest> diffIds = layers.stream().map(LayerWriter.Layer::diffId).toList();
        ImageConfig config = BaseConfig.with(request, kernel.architecture().ociName(), diffIds, history);
        Map<String, String> annotations = new TreeMap<>(request.annotations());
        annotations.putAll(request.metadata().annotations());
        Manifest manifest = Manifest.of(layout.put(MediaType.CONFIG, config.bytes()), blobs, annotations);
        Descriptor descriptor = layout.put(MediaType.MANIFEST, manifest.bytes());
        return Image.read(base == null ? layout : new Overlay(layout, base.blobs()), descriptor);
    }

    /** What a layer holds. */
    private interface Entries {
        void write(TarWriter tar) throws IOException;
    }

    private void layer(String what, Entries content) throws IOException {
        try (LayerWriter layer = new LayerWriter(layout, compressed)) {
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
            Content content = file.content();
            boot(what, path, content.size(), content::copyTo);
        }
    }

    private void boot(String what, String path, long size, TarWriter.Body content) throws IOException {
        layer(what, tar -> {
            tar.write(TarEntry.directory(BOOT, DIRECTORY_MODE, request.epoch()));
            TreeLayer.write(path, Permissions.FILE, request.epoch(), size, content, tar);
        });
    }

    /** An initrd goes into its layer while it is made, since its size is known before; all else is made first. */
    private void made(Rootfs.Made made) throws IOException {
        if (made.format() == RootfsFormat.CPIO) {
            InitrdWriter.Links links = links();
            boot(
                    "initrd",
                    ROOTFS,
                    InitrdWriter.size(made.tree(), links),
                    out -> InitrdWriter.write(made.tree(), request.epoch(), links, out));
        } else {
            Path file = work.newFile();
            RootfsWriter.write(made, request.epoch(), links(), file);
            Content content = Content.of(file);
            boot(made.format().isInitrd() ? "initrd" : "block image", ROOTFS, content.size(), content::copyTo);
            Files.delete(file);
        }
    }

    private InitrdWriter.Links links() {
        return request.target().framework().equals("linux") ? InitrdWriter.Links.SHARED : InitrdWriter.Links.COPIED;
    }
}
