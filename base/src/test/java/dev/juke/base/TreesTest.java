/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    @TempDir
    private Path directory;

    private Path tree() throws IOException {
        Path tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/f"), "");
        Files.setPosixFilePermissions(tree.resolve("a/b"), PosixFilePermissions.fromString("---------"));
        return tree;
    }

    @Test
    void aTreeIsDeletedWhateverItsModes() throws IOException {
        Path tree = tree();
        Trees.delete(tree);
        assertThat(tree).doesNotExist();
        Trees.delete(tree);
    }

    @Test
    void whatALinkPointsAtIsNotDeleted() throws IOException {
        Path precious = Files.createDirectory(directory.resolve("precious"));
        Files.createSymbolicLink(tree().resolve("link"), precious);
        Trees.delete(directory.resolve("tree"));
        assertThat(precious).exists();
    }

    @Test
    void twoMayDeleteTheSameTree() throws IOException, InterruptedException, ExecutionException {
        for (int round = 0; round < 50; round++) {
            Path tree = tree();
            List<Future<?>> deletions = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 4; i++) {
                    deletions.add(threads.submit(() -> {
                        Trees.delete(tree);
                        return null;
                    }));
                }
            }
            for (Future<?> deletion : deletions) {
                deletion.get();
            }
            assertThat(tree).doesNotExist();
        }
    }

    @Test
    void aFileIsReplacedWithoutATrace() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "old");
        Trees.replace(file, "new".getBytes(UTF_8));
        assertThat(file).hasContent("new");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aReplacementThatFailsLeavesTheOld() throws IOException {
        Path target = directory.resolve("f");
        Files.createDirectories(target.resolve("full"));
        assertThatThrownBy(() -> Trees.replace(target, new byte[0])).isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(target);
        }
    }
}
