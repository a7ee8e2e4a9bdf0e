/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellLogTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyLineHasItsTime() throws IOException {
        Path log = directory.resolve("log");
        CellLog.append(log, "first");
        CellLog.append(log, "second\nand more\n");
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z first");
        assertThat(lines.get(1)).endsWith("Z second");
        assertThat(lines.get(2)).isEqualTo("  and more");
    }

    @Test
    void itStartsAnewAtItsBoundAndKeepsWhatWasLast() throws IOException {
        Path log = directory.resolve("log");
        // As the JVM's standard error.
        try (OutputStream other = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            other.write("x".repeat(CellLog.BOUND).getBytes(StandardCharsets.US_ASCII));
            CellLog.append(log, "first of the new");
            other.write("stderr\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(Files.readString(log)).contains("first of the new\nstderr\n").hasSizeLessThan(100);
        assertThat(Files.size(directory.resolve("log.old"))).isEqualTo(CellLog.BOUND);
    }

    @Test
    void aLineThatCannotBeWrittenIsLost() {
        CellLog.append(directory.resolve("nowhere/log"), "lost");
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }
}
