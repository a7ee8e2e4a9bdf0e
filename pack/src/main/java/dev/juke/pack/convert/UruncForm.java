/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.convert;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.layout.LayerWriter;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry;
import dev.juke.machine.Architecture;
import dev.juke.pack.check.Solo5Check;
import dev.juke.pack.scan.ScannedFile;
import dev.juke.pack.verify.Verification;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.UruncJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an image of any tool in the form that urunc and Juke read: the same layers, the three carriers equal, the platform one that
 * containerd pulls. What does not speak of the unikernel stays as it was.
 */
public final class UruncForm {
    private static final int FILE_MODE = 0644;

    /** Annotations that name the old image, or the platform that it was for. */
    private static final List<String> KRAFTKITS_ANNOTATIONS =
            List.of("sh.kraftkit.version", "org.unikraft.image.name", Descriptor.REF_NAME, Descriptor.CONTAINERD_NAME);

    private final Verification source;
    private final OciLayout layout;
    private final Metadata metadata;
    private final boolean kraftKit;

    private UruncForm(Verification source, OciLayout layout, Metadata metadata) {
        this.source = source;
        this.layout = layout;
        this.metadata = metadata;
        this.kraftKit = source.said().kraftKit();
    }

    /**
     * Converts an image.
     *
     * @param monitor what it is to say instead of its monitor; null for what it says
     * @param guest what it is to say instead of its framework; null for what it says
     * @param layout where the new image goes
     * @param temporary a file that may be overwritten
     */
    public static Image of(
            Verification source, @Nullable String monitor, @Nullable String guest, OciLayout layout, Path temporary)
            throws IOException {
        if (!source.scan().damages().isEmpty()) {
            throw source.scan().damages().getFirst();
        }
        Map<Key, String> values = new EnumMap<>(Key.class);
        values.putAll(source.said().values());
        values.putAll(Solo5Check.names(source.subject()));
        if (monitor != null) {
            values.put(Key.HYPERVISOR, monitor);
        }
        if (guest != null) {
            values.put(Key.UNIKERNEL_TYPE, guest);
        }
        if (!source.said().isUnikernel() && guest == null) {
            throw JukeException.input(
                    "the image says nothing of a unikernel, in no form that is known", "package it with juke build");
        }
        String old = values.remove(Key.USE_DM_BLOCK);
        if (old != null) {
            values.putIfAbsent(Key.MOUNT_ROOTFS, old);
        }
        UruncForm form = new UruncForm(source, layout, new Metadata(values, "the image"));
        return form.write(temporary);
    }

    private Image write(Path temporary) throws IOException {
        Image image = source.scan().image();
        List<Descriptor> layers = new ArrayList<>();
        List<Digest> diffIds = new ArrayList<>(image.config().diffIds());
        for (Descriptor layer : image.manifest().layers()) {
            layers.add(Layers.copy(image.blobs(), layer, layout));
        }
        byte[] json = UruncJson.write(metadata.annotations());
        boolean written = !Arrays.equals(json, present(temporary));
        if (written) {
            try (LayerWriter layer = new LayerWriter(layout)) {
                layer.tar().write(TarEntry.file(UruncJson.PATH.substring(1), FILE_MODE, 0, json.length), json);
                LayerWriter.Layer done = layer.commit();
                layers.add(done.blob());
                diffIds.add(done.diffId());
            }
        }
        Descriptor config =
                layout.put(MediaType.CONFIG, config(diffIds, written).bytes());
        Manifest manifest = Manifest.of(config, layers, annotations());
        return Image.read(layout, layout.put(MediaType.MANIFEST, manifest.bytes()));
    }

    private byte[] present(Path temporary) {
        ScannedFile file = source.scan().get(UruncJson.PATH);
        return file == null || !file.isFile() ? new byte[0] : source.scan().read(file, UruncJson.MAX_BYTES, temporary);
    }

    private Map<String, String> annotations() {
        Map<String, String> annotations =
                new TreeMap<>(source.scan().image().manifest().annotations());
        annotations.keySet().removeIf(name -> name.startsWith(Key.PREFIX));
        if (kraftKit) {
            KRAFTKITS_ANNOTATIONS.forEach(annotations::remove);
        }
        annotations.putAll(metadata.annotations());
        return annotations;
    }

    private ImageConfig config(List<Digest> diffIds, boolean written) {
        JsonObject config = source.scan().image().config().json().copy();
        config.put("os", "linux").put("architecture", architecture());
        config.remove("os.version").remove("os.features");
        JsonObject process = config.objectOrNew("config");
        JsonObject labels = process.objectOrNew("Labels");
        for (String name : List.copyOf(labels.names())) {
            if (name.startsWith(Key.PREFIX)) {
                labels.remove(name);
            }
        }
        metadata.annotations().forEach(labels::put);
        command(process);
        List<String> digests = diffIds.stream().map(Digest::toString).toList();
        config.objectOrNew("rootfs").put("type", "layers").put("diff_ids", JsonArray.of(digests));
        JsonArray history = config.array("history");
        if (written && history != null) {
            history.add(new JsonObject().put("created_by", "juke convert: metadata"));
        }
        return new ImageConfig(config);
    }

    /** The kernel knows best; what has no kernel that can be read keeps what it says, under Go's name. */
    private String architecture() {
        Architecture architecture =
                source.kernel() == null ? null : source.kernel().architecture();
        return architecture == null ? source.scan().image().config().platform().architecture() : architecture.ociName();
    }

    /**
     * bunix writes the word {@code unikernel} as command and bima the kernel's path, when runtimes still took the arguments from
     * {@code cmdline}; now they take the command.
     */
    private void command(JsonObject process) {
        String cmdline = metadata.get(Key.CMDLINE);
        List<String> cmd = process.texts("Cmd");
        boolean placeholder =
                cmd.isEmpty() || cmd.equals(List.of("unikernel")) || cmd.equals(List.of(metadata.binary()));
        if (cmdline != null && placeholder && process.texts("Entrypoint").isEmpty()) {
            List<String> words =
                    Arrays.stream(cmdline.strip().split("\\s+", -1)).toList();
            process.put("Cmd", JsonArray.of(words));
        }
    }
}
