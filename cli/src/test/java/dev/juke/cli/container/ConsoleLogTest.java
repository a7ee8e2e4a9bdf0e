/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.cli.command.Output;
import dev.juke.cli.direct.RecordFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleLogTest {
    @TempDir
    Path directory = Path.of("/");

    private String tail(String text, long lines) throws IOException {
        Files.writeString(directory.resolve("console.log"), text);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ConsoleLog log = ConsoleLog.open(directory.resolve("console.log"), RecordFile.open(directory))) {
            log.skipTo(lines);
            log.copy(new Output(bytes));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "-1,a|b|c|",
        "0,''",
        "1,c|",
        "2,b|c|",
        "3,a|b|c|",
        "4,a|b|c|",
    })
    void theTailIsSoManyLines(long lines, String expected) throws IOException {
        assertThat(tail("a\nb\nc\n", lines)).isEqualTo(expected.replace('|', '\n'));
    }

    @Test
    void aLastLineWithoutItsBreakIsALine() throws IOException {
        assertThat(tail("a\nb\nc", 1)).isEqualTo("c");
        assertThat(tail("a\nb\nc", 2)).isEqualTo("b\nc");
        assertThat(tail("", 5)).isEmpty();
        assertThat(tail("\n\n\n", 2)).isEqualTo("\n\n");
    }

    @Test
    void aTailLongerThanTheBufferIsWhole() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("line ").append(i).append('\n');
        }
        String expected = text.substring(text.indexOf("line 1000\n"));
        assertThat(tail(text.toString(), 19_000)).isEqualTo(expected);
    }
}
