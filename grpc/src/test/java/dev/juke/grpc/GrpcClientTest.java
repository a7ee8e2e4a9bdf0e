/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import static dev.juke.grpc.FakePeer.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gRPC asks of a client, with a peer that says what the test wants. */
@Timeout(30)
class GrpcClientTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @Test
    void aRequestIsAsTheProtocolWants() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            Call call = new Call("a.Service/Method", Map.of("containerd-namespace", "k8s.io"), Duration.ofSeconds(3));
            CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> peer.client.unary(call, HELLO));
            Frame headers = peer.read(Frame.HEADERS);
            assertThat(peer.headers(headers))
                    .containsExactly(
                            new Header(":method", "POST"),
                            new Header(":scheme", "http"),
                            new Header(":path", "/a.Service/Method"),
                            new Header(":authority", "localhost"),
                            new Header("te", "trailers"),
                            new Header("grpc-timeout", "3000000u"),
                            new Header("content-type", "application/grpc"),
                            new Header("user-agent", "juke"),
                            new Header("containerd-namespace", "k8s.io"));
            Frame data = peer.read(Frame.DATA);
            assertThat(data.payload()).containsExactly(0, 0, 0, 0, 5, 'h', 'e', 'l', 'l', 'o');
            assertThat(data.flags()).isEqualTo(Frame.END_STREAM);
            peer.answer(headers.stream(), (byte) 42);
            assertThat(answer.join()).containsExactly(42);
        }
    }

    @Test
    void anAnswerMayComeInPiecesWithPaddingAndContinuations() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin(HELLO);
            int id = peer.readRequest();
            byte[] block = FakePeer.OK_HEADERS;
            byte[] first = new byte[1 + 5 + 3 + 2];
            first[0] = 2;
            System.arraycopy(block, 0, first, 6, 3);
            peer.send(Frame.HEADERS, Frame.PADDED | Frame.HAS_PRIORITY, id, first);
            peer.send(Frame.CONTINUATION, 0, id);
            peer.send(Frame.CONTINUATION, Frame.END_HEADERS, id, Arrays.copyOfRange(block, 3, block.length));
            peer.send(Frame.DATA, 0, id, 0, 0);
            peer.send(0xAB, 0xFF, id, HELLO);
            peer.send(Frame.DATA, Frame.PADDED, id, 3, 0, 0, 9, 9, 9);
            peer.send(Frame.DATA, Frame.PADDED, id, 1, 9);
            peer.send(Frame.DATA, 0, id, 2, 'o');
            peer.send(Frame.DATA, 0, id, 'k');
            peer.send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, id, FakePeer.OK_TRAILERS);
            assertThat(answer.join()).containsExactly('o', 'k');
        }
    }

    @Test
    void aFailureHasItsCodeAndItsDecodedMessage() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin(HELLO);
            peer.refuse(
                    peer.readRequest(),
                    new Header("grpc-status", "5"),
                    new Header("grpc-message", "100%25 gr%C3%BCn%0A%zz%4"));
            StatusException failure = failure(answer);
            assertThat(failure.code()).isEqualTo(Code.NOT_FOUND);
            assertThat(failure).hasMessage("100% grün\n%zz%4");
        }
    }

    @Test
    void manyMessagesAreReadToTheEnd() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            StringBuilder text = new StringBuilder();
            CompletableFuture<Void> call = CompletableFuture.runAsync(() -> peer.client.stream(
                    FakePeer.call(Duration.ofSeconds(10)),
                    HELLO,
                    message -> text.append(new String(message, StandardCharsets.US_ASCII))
                            .append('.')));
            int id = peer.readRequest();
            peer.send(Frame.HEADERS, Frame.END_HEADERS, id, FakePeer.OK_HEADERS);
            peer.send(Frame.DATA, 0, id, Request.framed(HELLO));
            peer.send(Frame.DATA, 0, id, Request.framed(new byte[0]));
            peer.send(Frame.DATA, 0, id, Request.framed(HELLO));
            peer.send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, id, FakePeer.OK_TRAILERS);
            call.join();
            assertThat(text).hasToString("hello..hello.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0000000001 61 0000000001 62, INTERNAL, more than one message",
        "'', INTERNAL, no message",
        "0000000002 61, INTERNAL, amid a message",
        "000000, INTERNAL, amid a message",
        "0100000001 61, INTERNAL, compressed",
        "0001000001, RESOURCE_EXHAUSTED, 16777217 bytes",
        "00ffffffff, RESOURCE_EXHAUSTED, 4294967295 bytes"
    })
    void anAnswerThatIsNotOneMessageIsAFailure(String hex, Code code, String reason) throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin(HELLO);
            int id = peer.readRequest();
            peer.send(Frame.HEADERS, Frame.END_HEADERS, id, FakePeer.OK_HEADERS);
            byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
            peer.send(Frame.DATA, 0, id, data);
            peer.send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, id, FakePeer.OK_TRAILERS);
            StatusException failure = failure(answer);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure).hasMessageContaining(reason);
            assertThat(peer.client.isUsable()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        ":status 200 content-type text/html, UNKNOWN, content type text/html",
        ":status 404, UNIMPLEMENTED, HTTP status 404",
        ":status 503, UNAVAILABLE, HTTP status 503",
        "content-type application/grpc, UNKNOWN, HTTP status null",
        ":status 200 content-type application/grpc, INTERNAL, no grpc-status",
        ":status 200 content-type application/grpc+proto grpc-status 99, UNKNOWN, ''",
        ":status 415 grpc-status 3, INVALID_ARGUMENT, ''"
    })
    void anAnswerThatIsNoGrpcIsAFailure(String fields, Code code, String reason) throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin(HELLO);
            String[] words = fields.split(" ", -1);
            List<Header> headers = new ArrayList<>();
            for (int i = 0; i < words.length; i += 2) {
                headers.add(new Header(words[i], words[i + 1]));
            }
            peer.send(
                    Frame.HEADERS,
                    Frame.END_HEADERS | Frame.END_STREAM,
                    peer.readRequest(),
                    HeaderEncoder.encode(headers));
            StatusException failure = failure(answer);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure).hasMessageContaining(reason);
        }
    }

    @Test
    void aPeerThatSaysNothingIsCancelledAtTheDeadlineAndStaysUsable() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin(Duration.ofMillis(100), HELLO);
            int id = peer.readRequest();
            assertThat(failure(answer).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
            assertThat(peer.read(Frame.RST_STREAM)).satisfies(frame -> {
                assertThat(frame.stream()).isEqualTo(id);
                assertThat(frame.payload()).containsExactly(0, 0, 0, ErrorCode.CANCEL.number());
            });
            CompletableFuture<byte[]> next = peer.begin(HELLO);
            int nextId = peer.readRequest();
            // What was on its way when the call was cancelled is no error.
            peer.answer(id, (byte) 1);
            peer.answer(nextId, (byte) 2);
            assertThat(next.join()).containsExactly(2);
        }
    }

    @Test
    void aCallerThatIsInterruptedCancels() throws Exception {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<StatusException> failure = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    peer.client.unary(FakePeer.call(Duration.ofSeconds(20)), HELLO);
                } catch (StatusException e) {
                    failure.complete(e);
                }
            });
            peer.readRequest();
            caller.interrupt();
            assertThat(failure.join().code()).isEqualTo(Code.CANCELLED);
            peer.read(Frame.RST_STREAM);
        }
    }

    @Test
    void whatAConsumerThrowsCancelsTheCall() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<Void> call = CompletableFuture.runAsync(
                    () -> peer.client.stream(FakePeer.call(Duration.ofSeconds(10)), HELLO, message -> {
                        throw new IllegalStateException("enough");
                    }));
            int id = peer.readRequest();
            peer.send(Frame.HEADERS, Frame.END_HEADERS, id, FakePeer.OK_HEADERS);
            peer.send(Frame.DATA, 0, id, Request.framed(HELLO));
            assertThatThrownBy(call::join).hasRootCauseMessage("enough");
            peer.read(Frame.RST_STREAM);
        }
    }

    @Test
    void aConnectionThatIsGoneSaysSo() throws IOException {
        try (FakePeer peer = FakePeer.greeted()) {
            CompletableFuture<byte[]> answer = peer.begin(HELLO);
            peer.readRequest();
            peer.hangUp();
            StatusException failure = failure(answer);
            assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(failure).hasMessage("the peer closed the connection");
            assertThat(peer.client.isUsable()).isFalse();
            assertThat(failure(peer.begin(HELLO)).code()).isEqualTo(Code.UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @CsvSource({"UPPER, x", "a b, x", "grpc-x, x", "x-bin, x", ":path, x", "'', x", "a, 'x\ny'", "a, ü"})
    void metadataThatWouldBreakTheProtocolIsRefused(String name, String value) {
        Map<String, String> metadata = Map.of(name, value);
        assertThatThrownBy(() -> new Call("a/b", metadata, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0u",
        "PT-1S, 0u",
        "PT0.000000001S, 1u",
        "PT3S, 3000000u",
        "PT1M39.9999985S, 99999999u",
        "PT1M39.9999995S, 100000m",
        "PT27H46M39.999S, 99999999m",
        "PT27H46M39.9991S, 100000S",
        "P36500D, 99999999S",
        "P999999D, 99999999S"
    })
    void aTimeoutHasAtMostEightDigitsAndIsNeverShortened(Duration timeout, String expected) {
        assertThat(Deadline.header(timeout)).isEqualTo(expected);
    }

    @Test
    void aListenerWithoutRoomIsAFailureAtOnce(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("s");
        List<GrpcClient> waiting = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            assertThatThrownBy(() -> {
                        while (true) {
                            waiting.add(GrpcClient.connect(socket));
                        }
                    })
                    .hasMessage(socket + ": Resource temporarily unavailable");
        } finally {
            waiting.forEach(GrpcClient::close);
        }
        assertThat(waiting).isNotEmpty();
    }
}
