/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.image.Descriptor;
import dev.juke.image.ImageName;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.OciLayout;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
    @TempDir
    private Path directory;

    /** Starts the {@link Hammer} as a program of its own. */
    private Process start(int rounds, int seed) throws IOException {
        String classPath = String.join(
                File.pathSeparator,
                "target/test-classes",
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Hammer.class.getName(),
                        directory.resolve("store").toString(),
                        Integer.toString(rounds),
                        Integer.toString(seed))
                .inheritIO()
                .start();
    }

    /** Every image is whole, and after pruning nothing else is there. */
    private void check() throws IOException {
        ImageStore store = new ImageStore(directory.resolve("store"));
        OciLayout layout = OciLayout.open(store.root());
        store.prune(image -> false);
        for (StoredImage image : store.list()) {
            for (Descriptor layer : image.image().manifest().layers()) {
                layout.copy(layer, OutputStream.nullOutputStream());
            }
            assertThat(store.rootfs(image, note -> {}).resolve("hello"))
                    .content()
                    .startsWith("text ");
        }
        long images = store.list().stream().map(StoredImage::digest).distinct().count();
        assertThat(files("blobs/sha256")).isEqualTo(3 * images);
        assertThat(files("rootfs")).isEqualTo(images);
        assertThat(files("tmp")).isZero();
        assertThat(store.list()).extracting(StoredImage::name).doesNotHaveDuplicates();
    }

    private long files(String place) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("store").resolve(place))) {
            return files.count();
        }
    }

    @Test
    void threadsAndAnotherProcessMayChangeOneStoreAtOnce() throws Exception {
        Process other = start(60, 1);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                long seed = 100L + i;
                tasks.add(threads.submit(() -> {
                    Hammer.hammer(directory.resolve("store"), 30, seed);
                    return null;
                }));
            }
            for (Future<?> task : tasks) {
                task.get(2, TimeUnit.MINUTES);
            }
        }
        assertThat(other.waitFor()).isZero();
        check();
    }

    @Test
    void aProcessMayBeKilledAtAnyMoment() throws Exception {
        ImageStore store = new ImageStore(directory.resolve("store"));
        OciLayout layout = OciLayout.openOrCreate(directory.resolve("layout"));
        store.add(SampleImages.hello(layout, "text mine"), ImageName.parse("mine"));
        for (int seed = 0; seed < 4; seed++) {
            Process victim = start(10_000, seed);
            Thread.sleep(600 + 130L * seed);
            assertThat(victim.destroyForcibly().waitFor()).isEqualTo(128 + 9);
            // Before anything was cleaned up, what is listed is whole.
            store.list();
        }
        assertThat(store.find("mine")).isNotNull();
        check();
    }

    @Test
    void manyWhoUnpackTheSameImageGetTheSameTree() throws IOException, InterruptedException, ExecutionException {
        ImageStore store = new ImageStore(directory.resolve("store"));
        OciLayout layout = OciLayout.openOrCreate(directory.resolve("layout"));
        StoredImage image = store.add(SampleImages.hello(layout, "text"), ImageName.parse("hello"));
        List<Future<Path>> trees = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                trees.add(threads.submit(() -> store.rootfs(image, note -> {})));
            }
        }
        for (Future<Path> tree : trees) {
            assertThat(tree.get()).isEqualTo(store.rootfs(image, note -> {}));
        }
        assertThat(files("tmp")).isZero();
    }
}
