/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.JukeException;
import dev.juke.base.Nearest;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Origin;
import dev.juke.pack.Rootfs;
import dev.juke.pack.Settings;
import dev.juke.pack.containerfile.copy.FileView;
import dev.juke.pack.containerfile.copy.Links;
import dev.juke.pack.containerfile.copy.TreeView;
import dev.juke.pack.input.Place;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a unikernel's image of what the last stage made: its labels say what it is, and what they do not say is as bunny 0.0.5 has it.
 * Such values go to {@code /urunc.json} and the annotations, while labels stay as they are written.
 */
final class UnikernelPart {
    /** Where bunny and Juke put a kernel that comes from elsewhere. */
    private static final String KERNEL = "/.boot/kernel";
    /** Where the first process of a Linux guest lies, in the image that holds it and in the one that is built. */
    private static final String INIT = "urunit";
    /** The label that switches it off. */
    private static final String INIT_LABEL = "bunny.urunit";

    private final String file;
    private final StageResult stage;
    private final BootImages images;
    private final BuildContext context;
    private final Map<Key, String> values = new EnumMap<>(Key.class);
    private final List<BuildRequest.Layer> layers;

    UnikernelPart(String file, StageResult stage, BootImages images, BuildContext context) {
        this.file = file;
        this.stage = stage;
        this.images = images;
        this.context = context;
        this.layers = new ArrayList<>(stage.layers());
    }

    BuildRequest request() {
        stage.config().labels().forEach(this::take);
        values.putIfAbsent(Key.UNIKERNEL_TYPE, "linux");
        Settings settings = withInit(stage.config().settings());
        values.putIfAbsent(Key.HYPERVISOR, "qemu");
        if (!values.containsKey(Key.MOUNT_ROOTFS)
                && !values.containsKey(Key.INITRD)
                && !"/".equals(values.get(Key.BLOCK_MOUNT_POINT))) {
            values.put(Key.MOUNT_ROOTFS, "true");
        }
        BootFile kernel = kernel();
        Rootfs rootfs = rootfs();
        Metadata metadata = new Metadata(values, file);
        String version = metadata.get(Key.UNIKERNEL_VERSION);
        BuildRequest.Target target = new BuildRequest.Target(
                metadata.unikernelType(), version == null ? "" : version, metadata.hypervisor(), null);
        return new BuildRequest(
                origin(),
                target,
                stage.base(),
                layers,
                kernel,
                rootfs,
                settings,
                metadata,
                context.epoch(),
                context.strict());
    }

    /** Keeps the value of a label that says something of the unikernel. */
    private void take(String name, String value) {
        Key key = Key.of(name);
        Place place = stage.config().place(name);
        if (key != null && !value.isEmpty()) {
            // Checked alone, so that the error names its place.
            Map<Key, String> alone =
                    new EnumMap<>(Map.of(Key.UNIKERNEL_TYPE, "x", Key.HYPERVISOR, "x", Key.BINARY, "x"));
            alone.put(key, value);
            values.put(key, new Metadata(alone, where(place)).values().getOrDefault(key, value));
        } else if (key == Key.CMDLINE) {
            values.put(key, value);
        } else if (key == null && name.startsWith(Key.PREFIX)) {
            List<String> known = Arrays.stream(Key.values()).map(Key::fullName).toList();
            context.warnings()
                    .accept(where(place) + ": label " + name + " is no key that Juke or urunc knows; "
                            + Nearest.hint(name, known, "check its spelling"));
        }
    }

    private String where(@Nullable Place place) {
        return place == null ? file + ": the image that it starts from" : place.toString();
    }

    private Origin origin() {
        Map<String, String> places = new HashMap<>();
        places.put("platforms.framework", where(Key.UNIKERNEL_TYPE));
        places.put("platforms.monitor", where(Key.HYPERVISOR));
        return new Origin(file, places);
    }

    private String where(Key key) {
        return stage.config().labels().containsKey(key.fullName())
                ? where(stage.config().place(key.fullName()))
                : file;
    }

    /** A Linux guest gets its first process, which runs what the image would. */
    private Settings withInit(Settings settings) {
        boolean wanted = "linux".equals(values.get(Key.UNIKERNEL_TYPE))
                && !"false".equals(stage.config().labels().get(INIT_LABEL));
        String image = images.init();
        if (!wanted) {
            return settings;
        }
        if (image == null) {
            context.warnings()
                    .accept(file + ": the image gets no /" + INIT
                            + ", which bunny would add; give one with --init-image, or write LABEL " + INIT_LABEL
                            + "=false");
            return settings;
        }
        FileTree tree = new FileTree();
        tree.put(
                INIT,
                file(
                        TreeView.of(
                                context.images().find(image, context.platform()).files()),
                        INIT,
                        image));
        layers.add(new BuildRequest.Layer("COPY --from=" + image + " /" + INIT + " /" + INIT, tree));
        List<String> words = new ArrayList<>(List.of("/" + INIT));
        words.addAll(stage.config().entrypoint());
        return settings.running(words, settings.cmd());
    }

    private static Node.File file(FileView files, String path, String image) {
        if (files.get(Links.follow(files, path)) instanceof Node.File found) {
            return found;
        }
        throw JukeException.input("image " + image + " holds no file /" + path, "name another image");
    }

    private BootFile kernel() {
        if (values.containsKey(Key.BINARY)) {
            return bootFile(Key.BINARY);
        }
        String image = images.kernel();
        if (image == null) {
            throw JukeException.input(
                    file + ": no label names the kernel",
                    "COPY it into the image and write LABEL " + Key.BINARY.fullName()
                            + "=/PATH, or give --kernel-image");
        }
        Node.File found = file(
                TreeView.of(context.images().find(image, context.platform()).files()), KERNEL.substring(1), image);
        values.put(Key.BINARY, KERNEL);
        return new BootFile(KERNEL + " of " + image, found.content(), null);
    }

    private Rootfs rootfs() {
        @Nullable BootFile block = values.containsKey(Key.BLOCK) ? bootFile(Key.BLOCK) : null;
        if (values.containsKey(Key.INITRD)) {
            return new Rootfs.Initrd(bootFile(Key.INITRD));
        }
        if (block != null) {
            return new Rootfs.Block(block);
        }
        return new Metadata(values, file).mountRootfs() ? new Rootfs.ImageTree() : new Rootfs.None();
    }

    /** A file that a label names, which the image must hold. */
    private BootFile bootFile(Key key) {
        String path = values.getOrDefault(key, "");
        String where = where(stage.config().place(key.fullName()));
        if (stage.files().get(Links.follow(stage.files(), path)) instanceof Node.File found) {
            return new BootFile(where + ": '" + path + "'", found.content(), path);
        }
        throw JukeException.input(
                where + ": label " + key.fullName() + " names '" + path + "', which is no file of the image",
                "COPY it there, or correct the path");
    }
}
