/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What signals do is tested by e2e/build-stopped.bats. */
class TemporaryTest {
    @TempDir
    private Path parent;

    @Test
    void aDirectoryGoesWithAllInItWhenItIsClosed() throws IOException {
        Path place;
        try (Temporary temporary = Temporary.directory(parent, ".work")) {
            place = temporary.path();
            assertThat(place.getFileName().toString()).startsWith(".work").endsWith(".tmp");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                    .isEqualTo("rwx------");
            Files.createDirectories(place.resolve("a/b"));
            Files.writeString(place.resolve("a/b/c"), "x");
        }
        assertThat(place).doesNotExist();
    }

    @Test
    void whatWasMovedAwayStaysThere() throws IOException {
        Path kept = parent.resolve("kept");
        try (Temporary temporary = Temporary.file(parent, ".new")) {
            Files.writeString(temporary.path(), "x");
            Files.move(temporary.path(), kept);
        }
        assertThat(kept).hasContent("x");
        assertThat(parent).isDirectoryContaining(path -> path.equals(kept));
    }

    @Test
    void eachIsAnother() throws IOException {
        try (Temporary one = Temporary.directory(parent, "");
                Temporary two = Temporary.directory(parent, "")) {
            assertThat(one.path()).isNotEqualTo(two.path());
        }
    }

    @Test
    void whereNothingCanBeMadeThereIsNone() {
        assertThatThrownBy(() -> Temporary.directory(parent.resolve("none"), ""))
                .isInstanceOf(NoSuchFileException.class);
    }
}
