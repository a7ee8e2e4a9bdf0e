/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamsTest {
    private static final int END = Frame.REMOTE_CLOSED | Frame.NO_DATA;

    private final AtomicInteger sent = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable Messages> kept = new AtomicReference<>();

    private final Site site = new Site(Map.of(
            "S/Upper", StreamsTest::upper,
            "S/Count", StreamsTest::count,
            "S/Letters", StreamsTest::letters,
            "S/Flood", this::flood,
            "S/Sleepy", this::sleepy,
            "S/Keep", this::keep,
            "S/Fail", StreamsTest::fail));
    private final Wire wire = site.wire();

    StreamsTest() throws IOException {}

    /** Both sides stream: each message comes back in upper case. */
    static byte @Nullable [] upper(Context context, Messages messages) throws Exception {
        for (byte[] message = messages.receive(); message != null; message = messages.receive()) {
            String text = new String(message, StandardCharsets.UTF_8);
            messages.send(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        }
        return null;
    }

    /** The client streams, the answer is one: how many messages came. */
    static byte[] count(Context context, Messages messages) throws Exception {
        int number = 0;
        while (messages.receive() != null) {
            number++;
        }
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    /** The server streams: each letter of the request. */
    private static byte @Nullable [] letters(Context context, Messages messages) throws Exception {
        byte[] request = messages.receive();
        if (request != null) {
            for (byte letter : request) {
                messages.send(new byte[] {letter});
            }
        }
        return null;
    }

    private static byte[] fail(Context context, Messages messages) throws Exception {
        messages.send("first".getBytes(StandardCharsets.UTF_8));
        throw new StatusException(Code.DATA_LOSS, "the rest is lost");
    }

    private byte @Nullable [] flood(Context context, Messages messages) throws Exception {
        try {
            for (byte[] mebibyte = new byte[1 << 20]; ; sent.incrementAndGet()) {
                messages.send(mebibyte);
            }
        } finally {
            over.countDown();
        }
    }

    private byte @Nullable [] sleepy(Context context, Messages messages) throws Exception {
        site.events.add("begun");
        try {
            Thread.sleep(Site.SOON);
        } finally {
            over.countDown();
        }
        return null;
    }

    private byte[] keep(Context context, Messages messages) {
        kept.set(messages);
        return new byte[0];
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        site.close();
    }

    private void goesOn(int stream) throws IOException {
        wire.request(stream, "Echo", "on");
        assertThat(wire.next()).isEqualTo(stream + " on");
    }

    @Test
    void bothSidesMayStream() throws IOException {
        wire.request(1, Frame.REMOTE_OPEN, "Upper", "a");
        assertThat(wire.next()).isEqualTo("1 0 A");
        wire.data(1, 0, "b");
        assertThat(wire.next()).isEqualTo("1 0 B");
        wire.request(3, Frame.REMOTE_OPEN, "Upper", "");
        wire.data(3, 0, "other");
        assertThat(wire.next()).isEqualTo("3 0 OTHER");
        wire.data(1, Frame.REMOTE_CLOSED, "c");
        assertThat(wire.next()).isEqualTo("1 0 C");
        assertThat(wire.next()).isEqualTo("1 " + END + " ");
        wire.data(3, END, "");
        assertThat(wire.next()).isEqualTo("3 " + END + " ");
        goesOn(5);
    }

    @Test
    void aClientMayStream() throws IOException {
        wire.request(1, Frame.REMOTE_OPEN, "Count", "");
        for (int i = 0; i < 200; i++) {
            wire.data(1, 0, "message");
        }
        wire.data(1, END, "");
        assertThat(wire.next()).isEqualTo("1 200");
    }

    @Test
    void dataWithoutBytesIsAMessageUnlessItSaysOtherwise() throws IOException {
        wire.request(1, Frame.REMOTE_OPEN, "Count", "");
        wire.data(1, 0, "");
        wire.data(1, Frame.NO_DATA, "");
        wire.data(1, Frame.REMOTE_CLOSED, "");
        assertThat(wire.next()).isEqualTo("1 2");
    }

    @Test
    void aServerMayStream() throws IOException {
        wire.request(1, Frame.REMOTE_CLOSED, "Letters", "ab");
        assertThat(wire.next()).isEqualTo("1 0 a");
        assertThat(wire.next()).isEqualTo("1 0 b");
        assertThat(wire.next()).isEqualTo("1 " + END + " ");
        wire.request(3, Frame.REMOTE_CLOSED, "Letters", "");
        assertThat(wire.next()).isEqualTo("3 " + END + " ");
    }

    @Test
    void aFailureEndsTheStream() throws IOException {
        wire.request(1, Frame.REMOTE_CLOSED, "Fail", "");
        assertThat(wire.next()).isEqualTo("1 0 first");
        assertThat(wire.next()).isEqualTo("1 DATA_LOSS the rest is lost");
        goesOn(3);
    }

    @Test
    void dataAfterTheLastIsRefused() throws Exception {
        wire.request(1, Frame.REMOTE_CLOSED, "Sleepy", "");
        site.awaitEvent("begun");
        wire.data(1, 0, "more");
        assertThat(wire.next()).isEqualTo("1 INVALID_ARGUMENT a message came after the stream's last one");
        over.await();
        goesOn(3);
    }

    @Test
    void aStreamHasADeadline() throws Exception {
        byte[] request = Wire.encoded("Sleepy", "", Duration.ofMillis(500).toNanos());
        wire.frame(1, Frame.REQUEST, Frame.REMOTE_OPEN, request);
        site.awaitEvent("begun");
        assertThat(wire.next()).isEqualTo("1 DEADLINE_EXCEEDED S/Sleepy did not end within 500 ms");
        over.await();
    }

    @Test
    void aMethodThatTakesNothingLosesItsStreamAndNoOther() throws Exception {
        wire.request(1, Frame.REMOTE_OPEN, "Sleepy", "");
        site.awaitEvent("begun");
        for (int i = 0; i < 65; i++) {
            wire.data(1, 0, "more");
        }
        assertThat(wire.next()).startsWith("1 RESOURCE_EXHAUSTED the stream's messages come faster");
        over.await();
        goesOn(3);
    }

    @Test
    void firstMessagesThatTogetherAreTooLongLoseTheirStreamAndNoOther() throws Exception {
        wire.request(1, Frame.REMOTE_OPEN, "Sleepy", "x".repeat(3 << 20));
        wire.request(3, Frame.REMOTE_OPEN, "Count", "x".repeat(3 << 19));
        assertThat(wire.next()).startsWith("3 RESOURCE_EXHAUSTED the stream's messages come faster");
        goesOn(5);
    }

    @Test
    void aServerThatSendsWaitsForASlowClient() throws Exception {
        wire.request(1, Frame.REMOTE_CLOSED, "Flood", "");
        int before;
        do {
            before = sent.get();
            Thread.sleep(200);
        } while (sent.get() > before);
        assertThat(before).isBetween(1, Outbox.ROOM >> 20);
        assertThat(wire.read().data()).hasSize(1 << 20);
        wire.close();
        over.await();
        site.awaitConnections(0);
    }

    @Test
    void nothingIsSentAfterTheCall() throws Exception {
        wire.request(1, "Keep", "");
        assertThat(wire.next()).isEqualTo("1 ");
        goesOn(3);
        assertThatThrownBy(() -> Objects.requireNonNull(kept.get()).send(new byte[1]))
                .isInstanceOf(StatusException.class)
                .extracting("code")
                .isEqualTo(Code.CANCELLED);
    }
}
