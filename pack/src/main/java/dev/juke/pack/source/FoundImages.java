/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.source;

import dev.juke.base.IoFailure;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.ImageFinder;
import dev.juke.image.Platform;
import dev.juke.image.rootfs.PlainLayer;
import dev.juke.pack.SourceImages;
import dev.juke.pack.Workspace;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.TarFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Images for build files, wherever an {@link ImageFinder} finds them. Each is looked for once, and each layer is decompressed at most once,
 * into the workspace, when files of it are asked for. One thread at a time.
 */
public final class FoundImages implements SourceImages {
    private final ImageFinder finder;
    private final Workspace work;
    private final Consumer<String> warnings;
    private final Map<List<Object>, SourceImage> images = new HashMap<>();
    private final Map<Digest, Path> layers = new HashMap<>();

    /**
     * Takes images from a finder, which the caller closes when all is built.
     *
     * @param work where layers are kept decompressed
     * @param warnings is told what of an image's files is left out
     */
    public FoundImages(ImageFinder finder, Workspace work, Consumer<String> warnings) {
        this.finder = finder;
        this.work = work;
        this.warnings = warnings;
    }

    @Override
    public SourceImage find(String reference, Platform platform) {
        return images.computeIfAbsent(
                List.of(reference, platform),
                _ -> new Source(reference, finder.find(reference, platform).image()));
    }

    /** An image whose files are read when they are first asked for. */
    private final class Source implements SourceImage {
        private final String reference;
        private final Image image;
        private @Nullable FileTree files;

        Source(String reference, Image image) {
            this.reference = reference;
            this.image = image;
        }

        @Override
        public ImageConfig config() {
            return image.config();
        }

        @Override
        public FileTree files() {
            if (files == null) {
                files = read();
            }
            return files;
        }

        @Override
        public Image image() {
            return image;
        }

        private FileTree read() {
            FileTree tree = new FileTree();
            TarFiles into = new TarFiles(tree);
            try {
                for (int i = 0; i < image.manifest().layers().size(); i++) {
                    into.layer(plain(i), reference);
                }
            } catch (IOException e) {
                throw IoFailure.of("the files of image " + reference + " cannot be read", e);
            }
            into.tellLeft(reference, warnings);
            return tree;
        }

        private Path plain(int number) throws IOException {
            Digest diffId = image.config().diffIds().get(number);
            Path there = layers.get(diffId);
            if (there != null) {
                return there;
            }
            Path file = work.newFile();
            try (PlainLayer layer = PlainLayer.open(image, number);
                    OutputStream out = Files.newOutputStream(file)) {
                layer.stream().transferTo(out);
                layer.finish();
            }
            layers.put(diffId, file);
            work.identify(file, diffId.toString());
            return file;
        }
    }
}
