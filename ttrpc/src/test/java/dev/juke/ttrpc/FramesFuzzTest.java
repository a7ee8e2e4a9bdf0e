/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a client sends, the server answers as a model of the protocol says, and lives. Jazzer guides the search when
 * JAZZER_FUZZ=1 (see README.md); else it only checks the seeds.
 */
@Timeout(120)
class FramesFuzzTest {
    private static final long LOOP = 1_000_000_000;

    private static @Nullable Site shared;

    @BeforeAll
    static void start() throws IOException {
        shared = new Site(Map.of("S/Upper", StreamsTest::upper, "S/Count", StreamsTest::count));
    }

    @AfterAll
    static void stop() throws IOException {
        site().close();
    }

    private static Site site() {
        return Objects.requireNonNull(shared);
    }

    static Stream<byte[]> seeds() {
        byte[] echo = Wire.encoded("Echo", "seed", 0);
        return Stream.of(
                new byte[0],
                Inputs.frame(echo.length, 1, Frame.REQUEST, 0, echo),
                Inputs.frame(echo.length, 2, Frame.REQUEST, 0, echo),
                Inputs.frame(echo.length, 1, Frame.REQUEST, Frame.REMOTE_OPEN, echo),
                Inputs.frame(echo.length - 1, 1, Frame.REQUEST, 0, echo),
                Inputs.frame(echo.length + 1, 1, Frame.REQUEST, 0, echo),
                Inputs.frame(0xffff_ffffL, 1, Frame.REQUEST, 0, echo),
                Inputs.frame(0, 1, Frame.DATA, Frame.REMOTE_CLOSED | Frame.NO_DATA, new byte[0]),
                Inputs.frame(0, -1, 255, 255, new byte[0]));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void theAnswersAreThoseOfTheModel(byte[] input) throws IOException {
        Model model = Model.of(input);
        // Calls of streams end only when their clients say so; the other test has them.
        if (model.streams) {
            return;
        }
        List<String> answers = new ArrayList<>();
        try (Wire wire = site().wire()) {
            wire.out().write(input);
            while (answers.size() < model.answers.size()) {
                answers.add(model.answer(wire.read()));
            }
            wire.channel().shutdownOutput();
            assertThat(wire.readOrEnd()).isNull();
        }
        assertThat(answers).containsExactlyInAnyOrderElementsOf(model.answers);
    }

    @Test
    void theAnswersToRandomFramesAreThoseOfTheModel() throws IOException {
        long seed = Long.getLong("juke.seed", System.nanoTime());
        long since = System.nanoTime();
        int number = 0;
        try {
            for (; System.nanoTime() - since < LOOP; number++) {
                theAnswersAreThoseOfTheModel(new Inputs(new Random(seed + number)).frames());
            }
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError("fails with -Djuke.seed=" + (seed + number), e);
        }
        assertThat(number).isGreaterThan(10);
    }

    @Test
    void clientsThatLeaveInTheMiddleOfAnythingLeaveNothingBehind() throws Exception {
        long seed = Long.getLong("juke.seed", System.nanoTime());
        Random random = new Random(seed);
        long since = System.nanoTime();
        while (System.nanoTime() - since < LOOP) {
            try (Wire wire = site().wire()) {
                wire.out().write(new Inputs(random).frames());
                if (random.nextBoolean()) {
                    wire.channel().shutdownOutput();
                    while (wire.readOrEnd() != null) {}
                }
            }
        }
        site().awaitConnections(0);
        try (Wire wire = site().wire()) {
            wire.request(1, "Echo", "alive");
            assertThat(wire.next()).as("-Djuke.seed=%d", seed).isEqualTo("1 alive");
        }
        assertThat(site().log)
                .allMatch(line -> line.matches("(?s)a client left: the connection ended inside .*|S/Big: .*"));
    }
}
