/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import static dev.juke.grpc.FakePeer.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that break the rules of HTTP/2. */
@Timeout(60)
class ViolationsTest {
    /** Type, flags, stream and payload of one frame; the only call is on stream 1. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 00, PROTOCOL_ERROR, on no stream",
        "0, 8, 1, 02 00, PROTOCOL_ERROR, more padding than frame",
        "0, 8, 1, '', FRAME_SIZE_ERROR, padding without its length",
        "0, 0, 3, 00, PROTOCOL_ERROR, never opened",
        "0, 0, 2, 00, PROTOCOL_ERROR, never opened",
        "1, 4, 0, 88, PROTOCOL_ERROR, on no stream",
        "1, c, 1, 05 88, PROTOCOL_ERROR, more padding than frame",
        "1, 24, 1, 88, PROTOCOL_ERROR, more padding than frame",
        "1, 4, 1, 80, COMPRESSION_ERROR, in no table",
        "1, 4, 5, 88, PROTOCOL_ERROR, never opened",
        "2, 0, 1, 00, FRAME_SIZE_ERROR, type 2 with 1 bytes",
        "3, 0, 0, 00000000, PROTOCOL_ERROR, on no stream",
        "3, 0, 1, 000000, FRAME_SIZE_ERROR, type 3 with 3 bytes",
        "3, 0, 7, 00000000, PROTOCOL_ERROR, never opened",
        "4, 0, 1, '', PROTOCOL_ERROR, on a stream",
        "4, 0, 0, 00, FRAME_SIZE_ERROR, SETTINGS of 1 bytes",
        "4, 1, 0, 000100000000, FRAME_SIZE_ERROR, SETTINGS of 6 bytes",
        "4, 0, 0, 000200000001, PROTOCOL_ERROR, wants to be pushed to",
        "4, 0, 0, 000480000000, FLOW_CONTROL_ERROR, a window of 2147483648",
        "4, 0, 0, 000500003fff, PROTOCOL_ERROR, largest frame of 16383",
        "4, 0, 0, 000501000000, PROTOCOL_ERROR, largest frame of 16777216",
        "5, 4, 1, 00000002 88, PROTOCOL_ERROR, pushes",
        "6, 0, 1, 0000000000000000, PROTOCOL_ERROR, on a stream",
        "6, 0, 0, 00, FRAME_SIZE_ERROR, type 6 with 1 bytes",
        "7, 0, 1, 0000000000000000, PROTOCOL_ERROR, on a stream",
        "7, 0, 0, 00000000, FRAME_SIZE_ERROR, GOAWAY",
        "8, 0, 0, 00000000, PROTOCOL_ERROR, enlarged by nothing",
        "8, 0, 1, 7fffffff, FLOW_CONTROL_ERROR, a window of",
        "8, 0, 0, 7fffffff, FLOW_CONTROL_ERROR, a window of",
        "8, 0, 0, 000001, FRAME_SIZE_ERROR, type 8 with 3 bytes",
        "9, 4, 1, 88, PROTOCOL_ERROR, CONTINUATION of nothing"
    })
    void aFrameThatBreaksTheRulesEndsTheConnection(
            String type, String flags, int stream, String payload, ErrorCode code, String reason) throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin();
            peer.readRequest();
            peer.send(
                    Integer.parseInt(type, 16),
                    Integer.parseInt(flags, 16),
                    stream,
                    HexFormat.of().parseHex(payload.replace(" ", "")));
            expectEnd(peer, answer, code, reason);
        }
    }

    private static void expectEnd(FakePeer peer, CompletableFuture<byte[]> answer, ErrorCode code, String reason)
            throws IOException {
        StatusException failure = failure(answer);
        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failure).hasMessageContaining(reason);
        Frame last = peer.read();
        while (last.type() != Frame.GOAWAY) {
            last = peer.read();
        }
        assertThat(ByteBuffer.wrap(last.payload()).getInt(4)).isEqualTo(code.number());
        assertThatThrownBy(peer::read).isInstanceOf(EOFException.class);
        assertThat(peer.client.isUsable()).isFalse();
    }

    @Test
    void moreDataThanTheWindowEndsTheConnection() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            Semaphore never = new Semaphore(0);
            CompletableFuture<byte[]> slow = CompletableFuture.supplyAsync(() -> {
                peer.client.stream(
                        FakePeer.call(Duration.ofSeconds(20)), new byte[0], message -> never.acquireUninterruptibly());
                return new byte[0];
            });
            int id = peer.readRequest();
            peer.send(Frame.HEADERS, Frame.END_HEADERS, id, FakePeer.OK_HEADERS);
            // The window has 65535 bytes, and the consumer takes the first frame only.
            for (int i = 0; i < 4; i++) {
                peer.send(Frame.DATA, 0, id, Request.framed(new byte[Frame.LARGEST - Request.PREFIX]));
            }
            Frame last = peer.read();
            while (last.type() == Frame.WINDOW_UPDATE) {
                last = peer.read();
            }
            assertThat(last.type()).isEqualTo(Frame.GOAWAY);
            assertThat(ByteBuffer.wrap(last.payload()).getInt(4)).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR.number());
            never.release(4);
            assertThat(failure(slow)).hasMessage("more data than the stream's window");
        }
    }

    @Test
    void aFrameThatIsTooLargeEndsTheConnection() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin();
            peer.readRequest();
            peer.sendRaw(Frame.header(Frame.LARGEST + 1, Frame.DATA, 0, 1));
            expectEnd(peer, answer, ErrorCode.FRAME_SIZE_ERROR, "a frame of 16385 bytes");
        }
    }

    @Test
    void headersWithoutEndEndTheConnection() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin();
            int id = peer.readRequest();
            peer.send(Frame.HEADERS, 0, id, new byte[0]);
            for (int i = 0; i < 4; i++) {
                peer.send(Frame.CONTINUATION, 0, id, new byte[Frame.LARGEST]);
            }
            peer.send(Frame.CONTINUATION, 0, id, new byte[1]);
            expectEnd(peer, answer, ErrorCode.ENHANCE_YOUR_CALM, "without end");
        }
    }

    @Test
    void emptyContinuationsWithoutEndEndTheConnection() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin();
            int id = peer.readRequest();
            peer.send(Frame.HEADERS, 0, id, new byte[0]);
            for (int i = 0; i < 65; i++) {
                peer.send(Frame.CONTINUATION, 0, id, new byte[0]);
            }
            expectEnd(peer, answer, ErrorCode.ENHANCE_YOUR_CALM, "without end");
        }
    }

    @Test
    void aFrameAmidAHeaderBlockEndsTheConnection() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin();
            peer.send(Frame.HEADERS, 0, peer.readRequest(), new byte[0]);
            peer.send(Frame.PING, 0, 0, new byte[8]);
            expectEnd(peer, answer, ErrorCode.PROTOCOL_ERROR, "amid a header block");
        }
    }

    @Test
    void aPeerThatSpeaksSomethingElseIsNoticed() throws IOException {
        try (FakePeer peer = new FakePeer()) {
            CompletableFuture<byte[]> answer = peer.begin();
            peer.sendRaw(StandardCharsets.US_ASCII.encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
            assertThat(failure(answer).code()).isEqualTo(Code.UNAVAILABLE);
        }
        try (FakePeer peer = new FakePeer()) {
            CompletableFuture<byte[]> answer = peer.begin();
            peer.send(Frame.PING, 0, 0, new byte[8]);
            assertThat(failure(answer)).hasMessageContaining("speaks no HTTP/2");
        }
    }

    @Test
    void aPeerThatAsksForAnswersAndReadsNoneIsLeft() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin();
            ByteBuffer ping = Frame.of(Frame.PING, 0, 0, new byte[8]);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            peer.sendRaw(ping.duplicate());
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(failure(answer)).hasMessageContaining("reads none");
        }
    }

    /** Two seconds of peers that are broken at random; the seed says which. */
    @Test
    void garbageFailsCallsAndDoesNothingWorse() throws IOException {
        Random random = new Random(9113);
        long end = System.nanoTime() + 2_000_000_000L;
        int rounds = 0;
        int answers = 0;
        while (System.nanoTime() < end) {
            try (FakePeer peer = new FakePeer()) {
                CompletableFuture<byte[]> first = peer.begin(Duration.ofSeconds(20), new byte[random.nextInt(100)]);
                CompletableFuture<byte[]> second = peer.begin(Duration.ofSeconds(20), new byte[random.nextInt(100)]);
                try {
                    babble(peer, random);
                    peer.hangUp();
                } catch (IOException e) {
                    // The client has hung up.
                }
                answers += ended(first) + ended(second);
                rounds++;
            }
        }
        assertThat(rounds).isGreaterThan(50);
        assertThat(answers).as("of " + rounds + " rounds").isPositive();
    }

    private static int ended(CompletableFuture<byte[]> call) {
        if (call.handle((answer, failure) -> answer != null).join()) {
            return 1;
        }
        StatusException failure = failure(call);
        assertThat(failure).message().doesNotContain("internal error");
        assertThat(failure.code()).isNotEqualTo(Code.DEADLINE_EXCEEDED);
        return 0;
    }

    private static void babble(FakePeer peer, Random random) throws IOException {
        if (random.nextInt(20) > 0) {
            peer.send(Frame.SETTINGS, 0, 0, new byte[0]);
        }
        peer.readPreface();
        for (int i = random.nextInt(12); i > 0; i--) {
            int stream = random.nextInt(5) == 0 ? random.nextInt(6) : 1 + 2 * random.nextInt(2);
            switch (random.nextInt(10)) {
                case 0 -> {
                    byte[] noise = new byte[random.nextInt(40)];
                    random.nextBytes(noise);
                    peer.sendRaw(ByteBuffer.wrap(noise));
                }
                case 1 -> {
                    byte[] noise = new byte[random.nextInt(40)];
                    random.nextBytes(noise);
                    peer.send(random.nextInt(12), random.nextInt(64), stream, noise);
                }
                case 2 -> {
                    byte[] block = FakePeer.OK_HEADERS.clone();
                    block[random.nextInt(block.length)] ^= (byte) (1 << random.nextInt(8));
                    peer.send(Frame.HEADERS, Frame.END_HEADERS | random.nextInt(2), stream, block);
                }
                case 3, 4 -> peer.send(Frame.HEADERS, Frame.END_HEADERS, stream, FakePeer.OK_HEADERS);
                case 5, 6 -> peer.send(Frame.DATA, 0, stream, Request.framed(new byte[random.nextInt(9)]));
                case 7 -> peer.send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, stream, FakePeer.OK_TRAILERS);
                case 8 -> peer.send(Frame.WINDOW_UPDATE, 0, random.nextInt(2) * stream, 0, 0, 1, random.nextInt(256));
                default -> peer.answer(stream, new byte[random.nextInt(9)]);
            }
        }
    }
}
