/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.image.ImageName;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Changes a store in all ways, again and again: in a thread, or as a program of its own. */
final class Hammer {
    private Hammer() {}

    /** Runs {@code STORE ROUNDS SEED}. */
    public static void main(String[] arguments) throws IOException {
        hammer(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
    }

    static void hammer(Path root, int rounds, long seed) throws IOException {
        ImageStore store = new ImageStore(root);
        Random random = new Random(seed);
        Path scratch = Files.createTempDirectory(Trees.directoryOf(root), "scratch");
        OciLayout layout = OciLayout.scratch(scratch);
        for (int i = 0; i < rounds; i++) {
            ImageName name = ImageName.parse("image" + random.nextInt(4));
            try {
                // Few contents, so that images share blobs and names meet the same image.
                StoredImage image = store.add(SampleImages.hello(layout, "text " + random.nextInt(3)), name);
                store.rootfs(image, note -> {});
                switch (random.nextInt(4)) {
                    case 0 -> store.tag(name.toString(), ImageName.parse("tag" + random.nextInt(4)));
                    case 1 -> store.remove(name.toString(), true, digest -> List.of());
                    case 2 -> store.prune(digest -> false);
                    default -> store.list();
                }
            } catch (JukeException e) {
                // Another was faster and removed it: said in words, and nothing else is permitted.
                if (e.category() != JukeException.Category.NOT_FOUND) {
                    throw e;
                }
            }
        }
        Trees.delete(scratch);
    }
}
