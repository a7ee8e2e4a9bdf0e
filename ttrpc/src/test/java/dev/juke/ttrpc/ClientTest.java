/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.juke.shim.api.ttrpc.Request;
import dev.juke.shim.api.ttrpc.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client with a server that misbehaves. */
@Timeout(60)
class ClientTest {
    @TempDir
    private Path directory = Path.of("");

    private final ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

    ClientTest() throws IOException {}

    private Path socket() {
        return directory.resolve("s");
    }

    @BeforeEach
    void listen() throws IOException {
        listening.bind(UnixDomainSocketAddress.of(socket()), 1);
    }

    @AfterEach
    void close() throws IOException {
        listening.close();
    }

    private Client client() throws IOException {
        return Client.connect(socket(), Site.SOON);
    }

    private Wire accept() throws IOException {
        return Wire.of(listening.accept());
    }

    private static byte[] call(Client client, int size, Duration timeout) throws IOException {
        return client.call("S", "M", new byte[size], Map.of("containerd-namespace-ttrpc", "default"), timeout);
    }

    private static CompletableFuture<byte[]> begin(Client client, Duration timeout) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(call(client, 0, timeout));
            } catch (IOException | StatusException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static void answer(Wire server, int stream, String payload) throws IOException {
        byte[] response = Response.newBuilder()
                .setPayload(ByteString.copyFromUtf8(payload))
                .build()
                .toByteArray();
        server.frame(stream, Frame.RESPONSE, 0, response);
    }

    @Test
    void aRequestSaysAllThatTheCallerSaid() throws Exception {
        try (Client client = client();
                Wire server = accept()) {
            CompletableFuture<byte[]> call = begin(client, Duration.ofSeconds(7));
            Frame frame = server.read();
            assertThat(frame.stream()).isEqualTo(1);
            assertThat(frame.type()).isEqualTo(Frame.REQUEST);
            assertThat(frame.flags()).isZero();
            Request request = Request.parseFrom(frame.data());
            assertThat(request.getService()).isEqualTo("S");
            assertThat(request.getMethod()).isEqualTo("M");
            assertThat(request.getTimeoutNano()).isEqualTo(7_000_000_000L);
            assertThat(request.getMetadata(0).getKey()).isEqualTo("containerd-namespace-ttrpc");
            assertThat(request.getMetadata(0).getValue()).isEqualTo("default");
            answer(server, 1, "done");
            assertThat(call.get()).asString().isEqualTo("done");
        }
    }

    @Test
    void answersFindTheirCallsInAnyOrder() throws Exception {
        try (Client client = client();
                Wire server = accept()) {
            List<CompletableFuture<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(begin(client, Site.SOON));
                assertThat(server.read().stream()).isEqualTo(2 * i + 1);
            }
            answer(server, 5, "third");
            answer(server, 1, "first");
            answer(server, 3, "second");
            assertThat(calls.get(0).get()).asString().isEqualTo("first");
            assertThat(calls.get(1).get()).asString().isEqualTo("second");
            assertThat(calls.get(2).get()).asString().isEqualTo("third");
        }
    }

    @Test
    void aCallThatIsNotAnsweredEndsInTime() throws Exception {
        try (Client client = client();
                Wire server = accept()) {
            assertThatThrownBy(() -> call(client, 0, Duration.ofMillis(30)))
                    .isInstanceOf(StatusException.class)
                    .hasMessage("S/M was not answered within 30 ms")
                    .extracting("code")
                    .isEqualTo(Code.DEADLINE_EXCEEDED);
            assertThatThrownBy(() -> call(client, 0, Duration.ZERO))
                    .extracting("code")
                    .isEqualTo(Code.DEADLINE_EXCEEDED);
            server.read();
            CompletableFuture<byte[]> next = begin(client, Site.SOON);
            assertThat(server.read().stream()).isEqualTo(3);
            answer(server, 1, "too late");
            answer(server, 77, "to nobody");
            answer(server, 3, "in time");
            assertThat(next.get()).asString().isEqualTo("in time");
        }
    }

    @Test
    void aServerThatDoesNotReadHoldsNoMemory() throws Exception {
        try (Client client = client();
                Wire server = accept()) {
            for (int i = 0; i < 300; i++) {
                assertThatThrownBy(() -> call(client, 4_000_000, Duration.ofMillis(2)))
                        .extracting("code")
                        .isEqualTo(Code.DEADLINE_EXCEEDED);
            }
            CompletableFuture<byte[]> last = begin(client, Site.SOON);
            Frame frame = server.read();
            // What nobody waits for any more is not sent, but for what was on its way.
            int read = 1;
            while (frame.data().length > 1000) {
                frame = server.read();
                read++;
            }
            assertThat(read).isLessThan(10);
            answer(server, frame.stream(), "at last");
            assertThat(last.get()).asString().isEqualTo("at last");
        }
    }

    @Test
    void aServerThatVanishesEndsTheCalls() throws Exception {
        try (Client client = client()) {
            CompletableFuture<byte[]> call;
            try (Wire server = accept()) {
                call = begin(client, Site.SOON);
                server.read();
            }
            assertThatThrownBy(call::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("S/M: the server closed the connection");
            assertThatThrownBy(() -> call(client, 0, Site.SOON))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the server closed the connection");
        }
    }

    @Test
    void closingTheClientEndsItsCalls() throws Exception {
        Client client = client();
        try (Wire server = accept()) {
            CompletableFuture<byte[]> call = begin(client, Site.SOON);
            server.read();
            client.close();
            client.close();
            assertThatThrownBy(call::join).hasMessageContaining("S/M: the client is closed");
            assertThat(server.readOrEnd()).isNull();
        }
    }

    @Test
    void anAnswerThatIsTooLongFailsItsCallOnly() throws Exception {
        try (Client client = client();
                Wire server = accept()) {
            CompletableFuture<byte[]> call = begin(client, Site.SOON);
            server.read();
            server.frame(1, Frame.RESPONSE, 0, new byte[Frame.MAX + 1]);
            assertThatThrownBy(call::join).hasMessageContaining("4194305 bytes is longer");
            CompletableFuture<byte[]> next = begin(client, Site.SOON);
            server.read();
            answer(server, 3, "fine");
            assertThat(next.get()).asString().isEqualTo("fine");
        }
    }

    @Test
    void aStreamIsNoAnswer() throws Exception {
        try (Client client = client();
                Wire server = accept()) {
            CompletableFuture<byte[]> call = begin(client, Site.SOON);
            server.read();
            server.data(1, 0, "data");
            assertThatThrownBy(call::join).hasMessageContaining("S/M was answered with a stream");
        }
    }

    @Test
    void anAnswerThatCannotBeDecodedIsAnError() throws Exception {
        try (Client client = client();
                Wire server = accept()) {
            CompletableFuture<byte[]> call = begin(client, Site.SOON);
            server.read();
            server.frame(1, Frame.RESPONSE, 0, new byte[] {-1, -1});
            assertThatThrownBy(call::join).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void oneInterruptedCallerDoesNotBreakTheOthers() throws Exception {
        try (Client client = client();
                Wire server = accept()) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    call(client, 4_000_000, Site.SOON);
                } catch (IOException e) {
                    thrown.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("flag is gone"));
                }
            });
            CompletableFuture<byte[]> other = begin(client, Site.SOON);
            Thread.sleep(50);
            caller.interrupt();
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
            for (Frame frame = server.read(); ; frame = server.read()) {
                answer(server, frame.stream(), "fine");
                if (other.isDone() || frame.data().length < 1000) {
                    break;
                }
            }
            assertThat(other.get()).asString().isEqualTo("fine");
        }
    }

    @Test
    void noServerIsAnErrorThatNamesTheSocket() {
        Path nothing = directory.resolve("nothing");
        assertThatThrownBy(() -> Client.connect(nothing, Site.SOON))
                .isInstanceOf(IOException.class)
                .hasMessage(nothing + ": No such file or directory");
    }

    @Test
    void aServerThatDoesNotAcceptIsNotWaitedForLonger() throws Exception {
        List<SocketChannel> queue = new ArrayList<>();
        try {
            // listen(2): a backlog of 1 holds two.
            for (int i = 0; i < 2; i++) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                queue.add(channel);
                channel.connect(UnixDomainSocketAddress.of(socket()));
            }
            assertThatThrownBy(() -> Client.connect(socket(), Duration.ofMillis(50)))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage(socket() + " accepts no connection within 50 ms");
        } finally {
            for (SocketChannel channel : queue) {
                channel.close();
            }
        }
    }
}
