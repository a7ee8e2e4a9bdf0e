/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.base.json.JsonObject;
import dev.juke.grpc.Call;
import dev.juke.grpc.GrpcClient;
import dev.juke.machine.Architecture;
import dev.juke.shim.api.services.GetContainerRequest;
import dev.juke.shim.api.services.ReadContentRequest;
import dev.juke.shim.api.services.ReadContentResponse;
import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against the gRPC of a real containerd, which is Go's. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealContainerdTest {
    private static final Map<String, String> METADATA = Map.of("containerd-namespace", "default");

    private final Path directory;
    private final PrivateContainerd containerd;
    private GrpcClient client;

    RealContainerdTest(@TempDir Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        this.containerd = PrivateContainerd.start(directory);
    }

    @BeforeEach
    void connect() throws IOException {
        containerd.assume();
        client = GrpcClient.connect(containerd.socket());
    }

    @AfterAll
    void stop() throws InterruptedException {
        // The connections end with it.
        containerd.stop();
    }

    private static Call call(String method) {
        return new Call(method, METADATA, Duration.ofSeconds(20));
    }

    private byte[] version() {
        return client.unary(call("containerd.services.version.v1.Version/Version"), new byte[0]);
    }

    private StatusException missing(String id) {
        byte[] request = GetContainerRequest.newBuilder().setId(id).build().toByteArray();
        try {
            client.unary(call("containerd.services.containers.v1.Containers/Get"), request);
        } catch (StatusException e) {
            return e;
        }
        throw new AssertionError("there is a container " + id);
    }

    private byte[] read(String digest) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] request =
                ReadContentRequest.newBuilder().setDigest(digest).build().toByteArray();
        client.stream(call("containerd.services.content.v1.Content/Read"), request, message -> {
            try {
                ReadContentResponse part = ReadContentResponse.parseFrom(message);
                assertThat(part.getOffset()).isEqualTo(content.size());
                content.writeBytes(part.getData().toByteArray());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        });
        return content.toByteArray();
    }

    @Test
    void itTellsItsVersion() {
        byte[] answer = version();
        // Field 1, a string: https://protobuf.dev/programming-guides/encoding/
        assertThat(answer[0]).isEqualTo((byte) 0x0A);
        assertThat(new String(answer, 2, answer[1], java.nio.charset.StandardCharsets.UTF_8))
                .matches("v?[0-9]+\\.[0-9]+\\..*");
    }

    @Test
    void whatDoesNotExistIsNotFoundWithItsOwnWords() {
        StatusException failure = missing("grün");
        assertThat(failure.code()).isEqualTo(Code.NOT_FOUND);
        assertThat(failure).hasMessage("container \"grün\" in namespace \"default\": not found");
    }

    @Test
    void aMethodThatDoesNotExistIsUnimplemented() {
        assertThatThrownBy(() -> client.unary(call("no.such.Service/Method"), new byte[100_000]))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED));
        assertThat(version()).isNotEmpty();
    }

    @Test
    void aBlobOfSeveralMegabytesArrivesWhole() throws IOException, InterruptedException {
        OciLayout layout = new OciLayout(directory.resolve("layout"));
        JsonObject manifest = layout.image(Architecture.host().ociName(), Map.of(), Map.of(), 9_000_000);
        Path archive = layout.archive("test/large:1", manifest);
        containerd.ctr("image", "import", "--no-unpack", archive.toString());
        int blobs = 0;
        try (var files = Files.list(directory.resolve("layout/blobs/sha256"))) {
            for (Path file : files.toList()) {
                assertThat(read("sha256:" + file.getFileName())).isEqualTo(Files.readAllBytes(file));
                blobs++;
            }
        }
        assertThat(blobs).isEqualTo(3);
        List<byte[]> parts = new ArrayList<>();
        byte[] request = ReadContentRequest.newBuilder()
                .setDigest(Objects.requireNonNull(manifest.text("digest")))
                .build()
                .toByteArray();
        client.stream(call("containerd.services.content.v1.Content/Read"), request, parts::add);
        assertThat(parts).isNotEmpty();
    }

    @Test
    void manyThreadsShareTheConnection() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 300; i++) {
                String id = "c" + i;
                all.add(threads.submit(() -> {
                    for (int j = 0; j < 10; j++) {
                        assertThat(version()).isNotEmpty();
                        assertThat(missing(id)).hasMessageContaining('"' + id + '"');
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(client.isUsable()).isTrue();
    }

    @Test
    void aTimeThatIsTooShortIsNotExceeded() {
        Call call = new Call("containerd.services.version.v1.Version/Version", METADATA, Duration.ofNanos(1));
        assertThatThrownBy(() -> client.unary(call, new byte[0]))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED));
        assertThat(version()).isNotEmpty();
    }
}
