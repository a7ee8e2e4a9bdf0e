/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import static dev.juke.grpc.FakePeer.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.ttrpc.Code;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Windows, limits and farewells of HTTP/2. */
@Timeout(30)
class FlowTest {
    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void nothingIsSentBeyondTheWindowsOfThePeer() throws IOException {
        try (FakePeer peer = FakePeer.greeted(Frame.INITIAL_WINDOW_SIZE, 10)) {
            CompletableFuture<byte[]> answer = peer.begin(random(100));
            int id = peer.read(Frame.HEADERS).stream();
            assertThat(peer.read(Frame.DATA).payload()).hasSize(10);
            // A smaller window than what is used: below zero.
            peer.send(Frame.SETTINGS, 0, 0, 0, Frame.INITIAL_WINDOW_SIZE, 0, 0, 0, 4);
            peer.read(Frame.SETTINGS);
            peer.send(Frame.WINDOW_UPDATE, 0, id, bytes(6));
            peer.send(Frame.PING, 0, 0, new byte[8]);
            assertThat(peer.read(Frame.PING).has(Frame.ACK)).isTrue();
            peer.send(Frame.WINDOW_UPDATE, 0, id, bytes(20));
            assertThat(peer.read(Frame.DATA).payload()).hasSize(20);
            peer.send(Frame.SETTINGS, 0, 0, 0, Frame.INITIAL_WINDOW_SIZE, 0, 0, 1, 0);
            peer.read(Frame.SETTINGS);
            Frame rest = peer.read(Frame.DATA);
            assertThat(rest.payload()).hasSize(75);
            assertThat(rest.has(Frame.END_STREAM)).isTrue();
            peer.answer(id);
            assertThat(answer.join()).isEmpty();
        }
    }

    @Test
    void theWindowOfTheConnectionHoldsForAllCalls() throws IOException {
        try (FakePeer peer = FakePeer.greeted(Frame.INITIAL_WINDOW_SIZE, 1 << 20)) {
            CompletableFuture<byte[]> answer = peer.begin(random(100_000));
            int id = peer.read(Frame.HEADERS).stream();
            int sent = 0;
            while (sent < Streams.WINDOW) {
                sent += peer.read(Frame.DATA).payload().length;
            }
            assertThat(sent).isEqualTo(Streams.WINDOW);
            peer.send(Frame.WINDOW_UPDATE, 0, 0, bytes(1 << 20));
            boolean end = false;
            while (!end) {
                Frame frame = peer.read(Frame.DATA);
                sent += frame.payload().length;
                end = frame.has(Frame.END_STREAM);
            }
            assertThat(sent).isEqualTo(100_005);
            peer.answer(id);
            assertThat(answer.join()).isEmpty();
        }
    }

    @Test
    void aLargeAnswerArrivesThroughSmallWindows() throws IOException {
        byte[] message = random(3_000_000);
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin();
            int id = peer.readRequest();
            peer.send(Frame.HEADERS, Frame.END_HEADERS, id, FakePeer.OK_HEADERS);
            byte[] all = Request.framed(message);
            int stream = Streams.WINDOW;
            int connection = Streams.WINDOW;
            for (int at = 0; at < all.length; ) {
                while (Math.min(stream, connection) == 0) {
                    Frame frame = peer.read(Frame.WINDOW_UPDATE);
                    int increment = ByteBuffer.wrap(frame.payload()).getInt();
                    stream += frame.stream() == 0 ? 0 : increment;
                    connection += frame.stream() == 0 ? increment : 0;
                    assertThat(Math.max(stream, connection)).isLessThanOrEqualTo(Streams.WINDOW);
                }
                int length = Math.min(Math.min(stream, connection), Math.min(Frame.LARGEST, all.length - at));
                peer.send(Frame.DATA, 0, id, Arrays.copyOfRange(all, at, at + length));
                at += length;
                stream -= length;
                connection -= length;
            }
            peer.send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, id, FakePeer.OK_TRAILERS);
            assertThat(answer.join()).isEqualTo(message);
        }
    }

    @Test
    void aSlowConsumerHoldsUpItsOwnCallOnly() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            Semaphore turns = new Semaphore(0);
            CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> peer.client.stream(
                    FakePeer.call(Duration.ofSeconds(20)), new byte[0], message -> turns.acquireUninterruptibly()));
            int id = peer.readRequest();
            peer.send(Frame.HEADERS, Frame.END_HEADERS, id, FakePeer.OK_HEADERS);
            byte[] one = Request.framed(new byte[Frame.LARGEST - Request.PREFIX]);
            for (int i = 0; i < 3; i++) {
                peer.send(Frame.DATA, 0, id, one);
            }
            Frame credit = peer.read(Frame.WINDOW_UPDATE);
            assertThat(credit.stream()).isZero();
            CompletableFuture<byte[]> other = peer.begin();
            peer.answer(peer.readRequest(), (byte) 7);
            assertThat(other.join()).containsExactly(7);
            assertThat(slow).isNotDone();
            turns.release(3);
            assertThat(peer.read(Frame.WINDOW_UPDATE).stream()).isEqualTo(id);
            peer.send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, id, FakePeer.OK_TRAILERS);
            slow.join();
        }
    }

    @Test
    void aPeerThatReadsNothingDoesNotOutliveTheDeadline() throws IOException {
        try (FakePeer peer = FakePeer.greeted(Frame.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE)) {
            peer.send(Frame.WINDOW_UPDATE, 0, 0, bytes(Integer.MAX_VALUE - Streams.WINDOW));
            long before = System.nanoTime();
            CompletableFuture<byte[]> first = peer.begin(Duration.ofMillis(300), random(8 << 20));
            CompletableFuture<byte[]> second = peer.begin(Duration.ofMillis(300), random(8 << 20));
            assertThat(failure(first).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
            assertThat(failure(second).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void noMoreCallsAreOpenThanThePeerAllows() throws IOException {
        try (FakePeer peer = FakePeer.greeted(Frame.MAX_CONCURRENT_STREAMS, 1)) {
            CompletableFuture<byte[]> first = peer.begin();
            int firstId = peer.readRequest();
            assertThat(failure(peer.begin(Duration.ofMillis(100))).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
            CompletableFuture<byte[]> second = peer.begin();
            peer.answer(firstId, (byte) 1);
            assertThat(first.join()).containsExactly(1);
            int secondId = peer.readRequest();
            assertThat(secondId).isEqualTo(firstId + 2);
            peer.answer(secondId, (byte) 2);
            assertThat(second.join()).containsExactly(2);
        }
    }

    @Test
    void anEarlyAnswerEndsTheRequest() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin(random(100_000));
            int id = peer.read(Frame.HEADERS).stream();
            peer.refuse(id, new Header("grpc-status", "12"), new Header("grpc-message", "unknown method"));
            assertThat(failure(answer)).hasMessage("unknown method");
            Frame frame = peer.read();
            while (frame.type() == Frame.DATA) {
                assertThat(frame.has(Frame.END_STREAM)).isFalse();
                frame = peer.read();
            }
            assertThat(frame.type()).isEqualTo(Frame.RST_STREAM);
        }
    }

    @Test
    void afterGoawayWhatThePeerTookUpIsFinishedAndTheRestIsNot() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> first = peer.begin();
            int firstId = peer.readRequest();
            CompletableFuture<byte[]> second = peer.begin();
            peer.readRequest();
            peer.send(Frame.GOAWAY, 0, 0, 0, 0, 0, firstId, 0, 0, 0, 0, 'b', 'y', 'e');
            assertThat(failure(second).code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(failure(second)).hasMessage("the peer goes away: NO_ERROR (bye)");
            assertThat(peer.client.isUsable()).isFalse();
            assertThat(failure(peer.begin())).hasMessage("the peer accepts no more calls");
            peer.answer(firstId, (byte) 1);
            assertThat(first.join()).containsExactly(1);
            // Nothing is left to talk about: the connection is closed.
            assertThatThrownBy(peer::read).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aResetHasTheCodeThatGrpcGivesIt() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            for (ErrorCode error : ErrorCode.values()) {
                CompletableFuture<byte[]> answer = peer.begin();
                peer.send(Frame.RST_STREAM, 0, peer.readRequest(), bytes(error.number()));
                Code expected = switch (error) {
                    case REFUSED_STREAM -> Code.UNAVAILABLE;
                    case CANCEL -> Code.CANCELLED;
                    case ENHANCE_YOUR_CALM -> Code.RESOURCE_EXHAUSTED;
                    case INADEQUATE_SECURITY -> Code.PERMISSION_DENIED;
                    default -> Code.INTERNAL;
                };
                assertThat(failure(answer).code()).isEqualTo(expected);
            }
            assertThat(peer.client.isUsable()).isTrue();
        }
    }
}
