/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long MEBIBYTE = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now;

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aBarIsDrawnTenTimesASecondAtMostAndIsGoneInTheEnd() {
        ProgressBar progress = new ProgressBar(out, () -> now);
        try (Progress.Work first = progress.begin("first", 3 * MEBIBYTE);
                Progress.Work second = progress.begin("second", MEBIBYTE)) {
            for (int i = 0; i < 1000; i++) {
                now += 1_000_000;
                first.step(MEBIBYTE / 500);
            }
            second.step(MEBIBYTE);
        }
        String[] drawn = shown().split("\r", -1);
        assertThat(drawn).hasSizeBetween(10, 14);
        assertThat(drawn[drawn.length - 2]).contains("first [", "of 4 MiB").hasSizeLessThan(80);
        assertThat(drawn[drawn.length - 1]).isEqualTo("\033[K");
    }

    @Test
    void workThatIsDoneAgainGoesBackAndAnUnknownTotalHasNoBar() {
        ProgressBar progress = new ProgressBar(out, () -> now += 200_000_000);
        try (Progress.Work work = progress.begin("a", -1)) {
            work.step(5 * MEBIBYTE);
            work.step(-3 * MEBIBYTE);
            assertThat(shown()).endsWith("\ra 2 MiB\033[K");
        }
    }

    @Test
    void linesTellTheBeginningAndTheEnd() {
        Progress progress = Progress.of("plain", out, true);
        try (Progress.Work work = progress.begin("whole", 3)) {
            work.step(3);
        }
        try (Progress.Work work = progress.begin("half", 4)) {
            work.step(2);
        }
        assertThat(shown().lines())
                .containsExactly("whole: 3 bytes", "whole: done", "half: 4 bytes", "half: ended after 2 bytes");
    }

    @Test
    void jsonIsAnObjectALine() {
        ProgressJson progress = new ProgressJson(out, () -> now);
        try (Progress.Work work = progress.begin("a \"b\"", 4)) {
            work.step(1);
            now += 100_000_000;
            work.step(1);
        }
        assertThat(shown().lines())
                .containsExactly(
                        "{\"event\":\"begin\",\"id\":1,\"what\":\"a \\\"b\\\"\",\"done\":0,\"total\":4}",
                        "{\"event\":\"step\",\"id\":1,\"what\":\"a \\\"b\\\"\",\"done\":2,\"total\":4}",
                        "{\"event\":\"end\",\"id\":1,\"what\":\"a \\\"b\\\"\",\"done\":2,\"total\":4}");
    }

    @Test
    void withoutATerminalNothingIsShownUnlessItIsAskedFor() {
        assertThat(Progress.of("auto", out, false)).isSameAs(Progress.SILENT);
        assertThat(Progress.of("auto", out, true)).isInstanceOf(ProgressBar.class);
        assertThatThrownBy(() -> Progress.of("loud", out, true)).hasMessageContaining("'loud'");
    }
}
