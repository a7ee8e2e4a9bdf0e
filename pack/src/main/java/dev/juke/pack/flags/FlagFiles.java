/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.flags;

import dev.juke.base.JukeException;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest.Layer;
import dev.juke.pack.Rootfs;
import dev.juke.pack.input.GuestFile;
import dev.juke.pack.input.ImageFiles;
import dev.juke.pack.input.Overlay;
import dev.juke.pack.input.Packing;
import dev.juke.pack.input.Text;
import dev.juke.pack.tree.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the flags say of the guest's files. */
record FlagFiles(List<Layer> layers, Rootfs rootfs) {
    /**
     * Finds them.
     *
     * @param sources the flags among {@code --initrd}, {@code --block} and {@code --rootfs} that are given: one at most
     */
    static FlagFiles of(FlagBuild build, List<String> sources, BuildContext context, ImageFiles images) {
        Packing packing =
                new Packing(build.text(FlagBuild.FS), build.text(FlagBuild.SIZE), build.text(FlagBuild.COMPRESSION));
        Text base = build.text(FlagBuild.BASE);
        if (sources.isEmpty()) {
            packing.unused("no files");
            boolean shown = !base.isEmpty() && !FlagBuild.isInBase(build.text(FlagBuild.KERNEL));
            return new FlagFiles(List.of(), shown ? new Rootfs.ImageTree() : new Rootfs.None());
        }
        Text path = build.text(sources.getFirst());
        GuestFile guest = new GuestFile(context.work());
        if (sources.getFirst().equals(FlagBuild.ROOTFS)) {
            packing.unused("files that are packed into nothing");
            FileTree tree = guest.tree(existing(path), path);
            Overlay overlay = new Overlay(
                    base.isEmpty() ? new FileTree() : images.find(base).files());
            overlay.copy(tree, "", new Text("/", path.place()));
            return new FlagFiles(List.of(new Layer("files", overlay.layer())), new Rootfs.ImageTree());
        }
        String type = sources.getFirst().equals(FlagBuild.BLOCK) ? "block" : "initrd";
        String framework = build.text(FlagBuild.GUEST).value();
        if (!FlagBuild.isInBase(path)) {
            return new FlagFiles(List.of(), guest.rootfs(existing(path), path, type, framework, packing));
        }
        Text inBase = FlagBuild.inBase(path);
        if (inBase.is("/")) {
            FileTree all = images.find(build.base(path)).files();
            return new FlagFiles(List.of(), packing.packed(type, all, framework));
        }
        packing.unused("a file that is ready");
        return new FlagFiles(List.of(), Packing.ready(type, images.bootFile(build.base(path), inBase, true)));
    }

    private static Path existing(Text path) {
        Path file = Path.of(path.value());
        if (!Files.exists(file)) {
            throw JukeException.notFound(path.place() + ": '" + path.value() + "' does not exist", "check the path");
        }
        return file;
    }
}
