/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our client calls our server. */
@Timeout(60)
class CallsTest {
    private final Site site = new Site();
    private final Client client = site.client();

    CallsTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        client.close();
        site.close();
    }

    private byte[] call(String method, byte[] payload) throws IOException {
        return client.call("S", method, payload, Map.of(), Site.SOON);
    }

    private String call(String method, String payload) throws IOException {
        return new String(call(method, payload.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private AbstractThrowableAssert<?, ?> failure(String method) {
        return assertThatThrownBy(() -> call(method, "x")).isInstanceOf(StatusException.class);
    }

    @Test
    void aCallIsAnswered() throws IOException {
        assertThat(call("Echo", "hello")).isEqualTo("hello");
    }

    @Test
    void anEmptyMessageIsAMessage() throws IOException {
        assertThat(call("Echo", "")).isEmpty();
    }

    @Test
    void whatTheMethodThrowsBecomesCodeAndMessage() {
        failure("Missing").hasMessage("no such task").extracting("code").isEqualTo(Code.NOT_FOUND);
        failure("Broken").hasMessage("the disk is full").extracting("code").isEqualTo(Code.UNKNOWN);
        failure("Silent")
                .hasMessageContaining("IllegalStateException")
                .extracting("code")
                .isEqualTo(Code.UNKNOWN);
        failure("Error").hasMessageContaining("impossible").extracting("code").isEqualTo(Code.INTERNAL);
    }

    @Test
    void onlyFailuresThatNobodyMeantAreLogged() throws IOException {
        failure("Missing");
        failure("Broken");
        assertThat(site.log)
                .singleElement()
                .asString()
                .startsWith("S/Broken: java.io.IOException: the disk is full at dev.juke");
    }

    @Test
    void aMethodThatIsNotOfferedIsUnimplemented() {
        failure("Nothing")
                .hasMessage("S/Nothing is not offered here")
                .extracting("code")
                .isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void messagesOfUpToFourMebibytesPass() throws IOException {
        // The envelope of service, method, payload and timeout needs some bytes of the 4 MiB too.
        byte[] large = new byte[Frame.MAX - 64];
        large[large.length - 1] = 7;
        assertThat(call("Echo", large)).isEqualTo(large);
    }

    @Test
    void aLongerRequestIsNotSentAndALongerAnswerIsToldOf() throws IOException {
        assertThatThrownBy(() -> call("Echo", new byte[Frame.MAX]))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("longer than the 4194304")
                .extracting("code")
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThatThrownBy(() -> call("Big", "4194304"))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("longer than the 4194304")
                .extracting("code")
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(call("Echo", "still there")).isEqualTo("still there");
    }

    @Test
    void callsOnOneConnectionDoNotWaitForEachOther() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> held = threads.submit(() -> call("Hold", "later"));
            site.awaitEvent("begun");
            List<Future<String>> others = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String number = Integer.toString(i);
                others.add(threads.submit(() -> call("Echo", number)));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(others.get(i).get()).isEqualTo(Integer.toString(i));
            }
            assertThat(held.isDone()).isFalse();
            site.release.countDown();
            assertThat(held.get()).isEqualTo("later");
        }
    }

    @Test
    void theDeadlineEndsTheCallAndInterruptsTheMethod() throws Exception {
        try (Wire wire = site.wire()) {
            wire.frame(
                    1,
                    Frame.REQUEST,
                    0,
                    Wire.encoded("Hold", "", Duration.ofMillis(500).toNanos()));
            assertThat(wire.next()).isEqualTo("1 DEADLINE_EXCEEDED S/Hold did not end within 500 ms");
        }
        site.awaitEvent("begun");
        site.awaitEvent("interrupted");
    }

    @Test
    void aMethodThatIgnoresItsDeadlineIsAnsweredForOnce() throws Exception {
        try (Wire wire = site.wire()) {
            wire.frame(1, Frame.REQUEST, 0, Wire.encoded("Stubborn", "", 1_000_000));
            assertThat(wire.next()).startsWith("1 DEADLINE_EXCEEDED");
            site.release.countDown();
            wire.request(3, "Echo", "next");
            assertThat(wire.next()).isEqualTo("3 next");
        }
    }

    @Test
    void aDeadlineThatHasPassedIsNotWorkedFor() throws Exception {
        try (Wire wire = site.wire()) {
            wire.frame(1, Frame.REQUEST, 0, Wire.encoded("Hold", "", -5));
            assertThat(wire.next()).startsWith("1 DEADLINE_EXCEEDED");
            wire.request(3, "Echo", "next");
            assertThat(wire.next()).isEqualTo("3 next");
        }
        assertThat(site.events).isEmpty();
    }

    @Test
    void aCallWithoutTimeoutHasNoDeadline() throws IOException {
        assertThat(client.call("S", "Echo", new byte[] {1}, Map.of(), ChronoUnit.FOREVER.getDuration()))
                .containsExactly(1);
    }
}
