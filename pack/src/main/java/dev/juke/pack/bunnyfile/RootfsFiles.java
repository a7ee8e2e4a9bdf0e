/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildRequest.Layer;
import dev.juke.pack.Rootfs;
import dev.juke.pack.SourceImages.SourceImage;
import dev.juke.pack.input.GuestFile;
import dev.juke.pack.input.ImageFiles;
import dev.juke.pack.input.LocalFiles;
import dev.juke.pack.input.Overlay;
import dev.juke.pack.input.Packing;
import dev.juke.pack.tree.FileTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the section {@code rootfs} comes to.
 *
 * @param base the image that the built one starts from, if the root file system says so
 * @param keepsKernelImage whether, without such a base, the image that the kernel lies in is the base
 * @param process how to run the image that an initrd or disk was made of
 */
record RootfsFiles(
        @Nullable Image base,
        boolean keepsKernelImage,
        List<Layer> layers,
        Rootfs rootfs,
        @Nullable ImageConfig process) {
    /** Finds the files; {@link RootfsSection#check} has found nothing wrong. */
    static RootfsFiles of(
            RootfsSection section, String framework, GuestFile guest, LocalFiles local, ImageFiles images) {
        String type = section.type(framework);
        if (section.isScratch()) {
            return fromScratch(section, type, framework, local, images);
        }
        if (section.isLocal()) {
            Rootfs rootfs =
                    guest.rootfs(local.locate(section.path()), section.path(), type, framework, section.packing());
            return boot(rootfs, null);
        }
        SourceImage image = images.find(section.from());
        if (type.equals("raw")) {
            section.packing().unused("files that are packed into nothing");
            List<Layer> layers = section.include().isEmpty()
                    ? List.of()
                    : List.of(new Layer("files", included(section, image.files(), local, images)));
            return new RootfsFiles(image.image(), false, layers, new Rootfs.ImageTree(), null);
        }
        if (section.path().isEmpty()) {
            return boot(section.packing().packed(type, image.files(), framework), image.config());
        }
        section.packing().unused("a file that is ready");
        BootFile file = images.bootFile(section.from(), section.path(), true);
        return new RootfsFiles(image.image(), false, List.of(), Packing.ready(type, file), null);
    }

    private static RootfsFiles fromScratch(
            RootfsSection section, String type, String framework, LocalFiles local, ImageFiles images) {
        boolean emptyDisk = type.equals("block") && !section.packing().size().isEmpty();
        if (section.include().isEmpty() && !emptyDisk) {
            section.packing().unused("no files");
            return boot(new Rootfs.None(), null);
        }
        FileTree tree = included(section, new FileTree(), local, images);
        if (type.equals("raw")) {
            section.packing().unused("files that are packed into nothing");
            return new RootfsFiles(null, false, List.of(new Layer("files", tree)), new Rootfs.ImageTree(), null);
        }
        return boot(section.packing().packed(type, tree, framework), null);
    }

    /** A root file system that is one file or none leaves the kernel's image as the base. */
    private static RootfsFiles boot(Rootfs rootfs, @Nullable ImageConfig process) {
        return new RootfsFiles(null, true, List.of(), rootfs, process);
    }

    private static FileTree included(RootfsSection section, FileTree base, LocalFiles local, ImageFiles images) {
        Overlay overlay = new Overlay(base);
        section.include().forEach(entry -> entry.copy(local, images, overlay));
        return overlay.layer();
    }
}
