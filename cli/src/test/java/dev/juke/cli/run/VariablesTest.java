/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariablesTest {
    private final Variables variables = new Variables(Map.of("HOME", "/root", "EMPTY", ""));

    @Test
    void aLaterValueTakesThePlaceOfAnEarlierOne() {
        assertThat(variables.addAll(List.of("A=1", "B=2", "A=3")).entries()).containsExactly("A=3", "B=2");
    }

    @Test
    void aNameAloneTakesTheCallersValueAndIsLeftOutWithoutOne() {
        assertThat(variables.addAll(List.of("HOME", "EMPTY", "MISSING")).entries())
                .containsExactly("HOME=/root", "EMPTY=");
    }

    @Test
    void aValueIsTakenAsItIs() {
        assertThat(variables.add("A= b=\"c\" $HOME\n").entries()).containsExactly("A= b=\"c\" $HOME\n");
    }

    @Test
    void aValueWithoutANameIsRefused() {
        assertThatThrownBy(() -> variables.add("=x")).hasMessageContaining("'=x' has no name");
    }

    @Test
    void aFileHoldsALineForEachAndComments(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("env");
        Files.writeString(file, "# a comment\n\nA=1 # none\n  B=two words\nHOME\nMISSING\n");
        assertThat(variables.addFile(file).entries()).containsExactly("A=1 # none", "B=two words", "HOME=/root");
    }

    @Test
    void aFileWithABlankInANameIsRefusedWithTheLine(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("env");
        Files.writeString(file, "A=1\nB C=2\n");
        assertThatThrownBy(() -> variables.addFile(file)).hasMessageContaining("line 2: 'B C' is no name");
    }

    @Test
    void aMissingFileIsToldByName() {
        assertThatThrownBy(() -> variables.addFile(Path.of("/no/such/file")))
                .hasMessageContaining("/no/such/file cannot be read: no such file");
    }
}
