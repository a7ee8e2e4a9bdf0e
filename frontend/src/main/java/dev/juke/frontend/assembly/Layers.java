/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.Manifest;
import dev.juke.image.rootfs.Unpacker;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The layers of an image, each unpacked into a directory of its own. */
final class Layers {
    private Layers() {}

    /**
     * Unpacks them under their numbers.
     *
     * @param epoch the time of everything in them, seconds since 1970
     * @return what each is, as the image's history has it
     */
    static List<String> unpack(Image image, Path into, long epoch) throws IOException {
        List<Descriptor> layers = image.manifest().layers();
        for (int i = 0; i < layers.size(); i++) {
            Path directory = Files.createDirectories(into.resolve(Integer.toString(i)));
            Unpacker.unpack(single(image, i), directory);
            date(directory, FileTime.from(epoch, TimeUnit.SECONDS));
        }
        return names(image.config(), layers.size());
    }

    /** Directories have the time of the last file that was put into them, until now, and links that of their making. */
    private static void date(Path directory, FileTime time) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) throws IOException {
                set(visited, time);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                set(visited, time);
                return super.postVisitDirectory(visited, failure);
            }
        });
    }

    private static void set(Path file, FileTime time) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, null, null);
    }

    /** An image of one layer of another. */
    private static Image single(Image image, int number) {
        Manifest manifest = image.manifest();
        List<String> diffIds = List.of(image.config().diffIds().get(number).toString());
        JsonObject rootfs = new JsonObject().put("type", "layers").put("diff_ids", JsonArray.of(diffIds));
        return new Image(
                image.blobs(),
                image.descriptor(),
                Manifest.of(manifest.config(), List.of(manifest.layers().get(number)), Map.of()),
                new ImageConfig(image.config().json().copy().put("rootfs", rootfs)));
    }

    /** The last steps of the history that made a layer. */
    private static List<String> names(ImageConfig config, int layers) {
        List<String> names = new ArrayList<>();
        for (JsonObject step : config.json().objects("history")) {
            if (!step.bool("empty_layer", false)) {
                names.add(step.text("created_by", ""));
            }
        }
        return names.subList(Math.max(0, names.size() - layers), names.size());
    }
}
