/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellTest {
    @TempDir
    private Path state = Path.of("");

    private Path directory = Path.of("");
    private Path bundle = Path.of("");

    @BeforeEach
    void makeDirectories() throws IOException {
        directory = state.resolve("77/12");
        bundle = Files.createDirectory(state.resolve("bundle"));
        Files.createDirectories(directory.resolve("tasks"));
        Files.createFile(state.resolve("77/lock"));
    }

    private Path place(String id) {
        return directory.resolve("tasks").resolve(id);
    }

    @Test
    void theAddressIsThatOfTheSocket() throws IOException {
        Cell cell = Cell.open(directory);
        cell.publishAddress();
        assertThat(Files.readString(directory.resolve("address"))).isEqualTo("unix://" + cell.socket() + "\n");
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("tasks", "address");
        }
    }

    @Test
    void aDirectoryWithoutPlacesIsNoCell() {
        assertThatThrownBy(() -> Cell.open(state))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("is no cell's directory");
    }

    @Test
    void aTaskThatCameWithoutTheLauncherGetsAPlace() throws IOException {
        Cell cell = Cell.open(directory);
        cell.claim("a", bundle);
        assertThat(Files.readString(place("a"))).isEqualTo(bundle + "\n");
        assertThat(Files.readString(bundle.resolve("juke-cell"))).isEqualTo(directory + "\n");
        assertThat(cell.isEmpty()).isFalse();
        cell.release("a");
        assertThat(cell.isEmpty()).isTrue();
    }

    @Test
    void aPlaceOfTheLauncherStaysAsItIs() throws IOException {
        Files.writeString(place("a"), "/other\n");
        Cell.open(directory).claim("a", bundle);
        assertThat(Files.readString(place("a"))).isEqualTo("/other\n");
    }

    @Test
    void releasingTwiceIsFine() throws IOException {
        Cell cell = Cell.open(directory);
        cell.release("a");
        cell.release("a");
        assertThat(directory.resolve("log")).doesNotExist();
    }

    @Test
    void noIdLeavesTheDirectory() {
        Cell cell = Cell.open(directory);
        for (String id : new String[] {"", "..", "../address", "a/b", ".hidden"}) {
            assertThatThrownBy(() -> cell.claim(id, bundle)).as(id).isInstanceOf(JukeException.class);
        }
    }

    @Test
    void aPlaceIsAbandonedWhenItsBundleHasGone() throws IOException {
        Cell cell = Cell.open(directory);
        cell.claim("lives", bundle);
        Files.writeString(place("gone"), state.resolve("gone") + "\n");
        // The launcher has made it and not yet written.
        Files.createFile(place("new"));
        cell.releaseAbandoned();
        assertThat(place("gone")).doesNotExist();
        assertThat(place("lives")).exists();
        assertThat(place("new")).exists();
        assertThat(Files.readString(directory.resolve("log"))).contains("task gone is gone without");
    }

    @Test
    void theLastCellTakesTheDirectoryAboveAlong() throws IOException {
        Files.createDirectories(state.resolve("77/13/tasks"));
        Cell first = Cell.open(directory);
        Cell second = Cell.open(state.resolve("77/13"));
        first.remove();
        assertThat(directory).doesNotExist();
        assertThat(first.keyLock()).exists();
        second.remove();
        assertThat(state.resolve("77")).doesNotExist();
        assertThat(state).exists();
    }

    @Test
    void aCellThatHasEndedTakesNoTask() throws IOException {
        Cell cell = Cell.open(directory);
        cell.remove();
        assertThatThrownBy(() -> cell.claim("a", bundle))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("has ended");
    }
}
