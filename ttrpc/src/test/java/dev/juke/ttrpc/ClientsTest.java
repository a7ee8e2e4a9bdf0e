/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of one server that come, go, dawdle and ask for too much. */
@Timeout(60)
class ClientsTest {
    private final Site site = new Site();

    ClientsTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private void lives() throws IOException {
        try (Wire other = site.wire()) {
            other.request(1, "Echo", "alive");
            assertThat(other.next()).isEqualTo("1 alive");
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }

    @Test
    void theMethodsOfAClientThatVanishesAreInterrupted() throws Exception {
        try (Wire wire = site.wire()) {
            for (int stream = 1; stream < 20; stream += 2) {
                wire.request(stream, "Hold", "");
                site.awaitEvent("begun");
            }
        }
        for (int i = 0; i < 10; i++) {
            site.awaitEvent("interrupted");
        }
        site.awaitConnections(0);
        lives();
    }

    @Test
    void clientsThatVanishLeaveNoDescriptors() throws Exception {
        lives();
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            try (Wire wire = site.wire()) {
                wire.request(1, i % 2 == 0 ? "Hold" : "Echo", "");
                wire.header(100, 3, Frame.REQUEST, 0);
            }
        }
        site.awaitConnections(0);
        assertThat(descriptors()).isLessThan(before + 20);
    }

    @Test
    void oneWhoDoesNotReadIsInNobodysWay() throws Exception {
        try (Wire slow = site.wire()) {
            for (int stream = 1; stream < 64; stream += 2) {
                slow.request(stream, "Big", "1000000");
                site.awaitEvent("big");
            }
            Thread.sleep(100);
            lives();
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                String answer = slow.next();
                answers.add(answer.contains("RESOURCE_EXHAUSTED more than 8388608 bytes wait") ? "refused" : "big");
            }
            // 8 MiB may wait for it; what is more is an error instead.
            assertThat(answers.stream().filter("big"::equals).count()).isBetween(7L, 10L);
            slow.request(65, "Echo", "caught up");
            assertThat(slow.next()).isEqualTo("65 caught up");
        }
    }

    @Test
    void oneWhoSendsGarbageWithoutReadingIsStopped() throws Exception {
        try (Wire wire = site.wire()) {
            Thread garbage = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        wire.request(2, "Echo", "");
                    }
                } catch (IOException e) {
                    site.events.add("stopped");
                }
            });
            lives();
            Thread.sleep(100);
            wire.channel().close();
            garbage.join();
            site.awaitEvent("stopped");
        }
        site.awaitConnections(0);
        lives();
    }

    @Test
    void moreThan16384CallsAtATimeAreRefused() throws Exception {
        try (Wire wire = site.wire()) {
            for (int call = 0; call < 16384; call++) {
                wire.request(2 * call + 1, "Hold", "held");
            }
            wire.request(40001, "Echo", "one more");
            assertThat(wire.next()).isEqualTo("40001 RESOURCE_EXHAUSTED 16384 calls run on this connection already");
            lives();
            site.release.countDown();
            for (int call = 0; call < 16384; call++) {
                assertThat(wire.next()).endsWith(" held");
            }
            wire.request(40003, "Echo", "again");
            assertThat(wire.next()).isEqualTo("40003 again");
        }
    }

    @Test
    void methodsThatDoNotHeedTheirDeadlineCountOn() throws Exception {
        try (Wire wire = site.wire()) {
            byte[] request = Wire.encoded("Stubborn", "", Duration.ofSeconds(2).toNanos());
            for (int call = 0; call < 16384; call++) {
                wire.frame(2 * call + 1, Frame.REQUEST, 0, request);
            }
            for (int call = 0; call < 16384; call++) {
                assertThat(wire.next()).contains("DEADLINE_EXCEEDED");
            }
            wire.request(40001, "Echo", "one more");
            assertThat(wire.next()).startsWith("40001 RESOURCE_EXHAUSTED 16384 calls run");
            site.release.countDown();
            String answer = "";
            for (int stream = 40003; !answer.endsWith(" free"); stream += 2) {
                wire.request(stream, "Echo", "free");
                answer = wire.next();
            }
        }
    }

    @Test
    void requestsOfMoreThan8MebibytesAtATimeAreRefused() throws Exception {
        String large = "x".repeat(Frame.MAX - 100);
        try (Wire wire = site.wire()) {
            for (int call = 0; call < 3; call++) {
                wire.request(2 * call + 1, "Hold", large);
            }
            assertThat(wire.next()).startsWith("5 RESOURCE_EXHAUSTED the calls on this connection hold");
            wire.request(11, "Echo", "small");
            assertThat(wire.next()).isEqualTo("11 small");
        }
    }

    @Test
    void closingTheServerDeliversWhatIsAnsweredAndEndsTheRest() throws Exception {
        Wire wire = site.wire();
        wire.request(1, "Hold", "");
        site.awaitEvent("begun");
        // More than a socket's buffer holds, so that it waits in the server.
        wire.request(3, "Big", "4000000");
        wire.request(5, "Big", "4000000");
        site.awaitEvent("big");
        site.awaitEvent("big");
        Thread.sleep(100);
        Thread closing = Thread.ofVirtual().start(site.server::close);
        assertThat(wire.read().length()).isGreaterThan(4_000_000);
        assertThat(wire.read().length()).isGreaterThan(4_000_000);
        assertThat(wire.readOrEnd()).isNull();
        closing.join();
        site.awaitEvent("interrupted");
        site.awaitConnections(0);
    }

    @Test
    void aServerDoesNotWaitLongForAClientThatDoesNotRead() throws Exception {
        try (Wire wire = site.wire()) {
            wire.request(1, "Big", "4000000");
            wire.request(3, "Big", "4000000");
            site.awaitEvent("big");
            site.awaitEvent("big");
            Thread.sleep(100);
            long since = System.nanoTime();
            site.server.close();
            assertThat(System.nanoTime() - since).isLessThan(3_000_000_000L);
            assertThat(site.log).contains("a client did not read its last answers");
        }
        site.awaitConnections(0);
    }
}
