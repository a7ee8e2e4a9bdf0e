/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.image.Digest;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that was killed at some moment leaves behind, and who removes it. */
class LeftoversTest {
    @TempDir
    private Path directory;

    private OciLayout layout;
    private ImageStore store;

    @BeforeEach
    void makeStore() throws IOException {
        layout = OciLayout.openOrCreate(directory.resolve("layout"));
        store = new ImageStore(directory.resolve("store"));
        store.add(SampleImages.hello(layout, "hi"), ImageName.parse("hello"));
    }

    private long count() throws IOException {
        try (Stream<Path> paths = Files.walk(store.root())) {
            return paths.count();
        }
    }

    @Test
    void theNextChangeRemovesThem() throws IOException {
        long before = count();
        Path blobs = store.root().resolve("blobs/sha256");
        // Killed between publishing the blobs and the index.
        Files.writeString(blobs.resolve(Digest.of(new byte[1]).hex()), "orphan");
        // Killed while it replaced the index.
        Files.writeString(store.root().resolve(".index.json123.tmp"), "{");
        // Killed while it staged blobs, and while it unpacked.
        Path area = Files.createDirectories(store.root().resolve("tmp/456/layout/blobs/sha256"));
        Files.writeString(area.resolve(".blob1.tmp"), "half");
        Files.writeString(store.root().resolve("tmp/456/lock"), "");
        Files.createDirectories(store.root().resolve("tmp/789/tree/etc"));
        // Killed between removing an image and its tree.
        Files.createDirectories(
                store.root().resolve("rootfs").resolve(Digest.of(new byte[2]).hex()));

        Removal removal = store.prune(image -> false);
        assertThat(removal.freed()).isEqualTo("orphan".length());
        assertThat(removal.deleted()).isEmpty();
        assertThat(count()).isEqualTo(before + 1); // The directory of the trees.
        assertThat(store.find("hello").image().config().cmd()).containsExactly("/hello");
    }

    @Test
    void theWorkOfALiveOperationIsLeftAlone() throws IOException {
        try (Transaction live = Transaction.begin(store.root())) {
            live.staged().copy(new NamedImage(List.of(), SampleImages.hello(layout, "live")));
            store.prune(image -> false);
            store.add(SampleImages.hello(layout, "other"), ImageName.parse("other"));
            assertThat(live.staged().has(SampleImages.hello(layout, "live").digest()))
                    .isTrue();
        }
        try (Stream<Path> areas = Files.list(store.root().resolve("tmp"))) {
            assertThat(areas).isEmpty();
        }
    }
}
