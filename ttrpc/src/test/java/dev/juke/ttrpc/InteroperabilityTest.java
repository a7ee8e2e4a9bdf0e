/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import dev.juke.shim.api.events.Envelope;
import dev.juke.shim.api.events.ForwardRequest;
import dev.juke.shim.api.task.TaskExit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our client calls containerd's own server, and that one treats bad frames as ours does. */
@Timeout(60)
class InteroperabilityTest {
    private static final Path CONTAINERD = Path.of("/usr/bin/containerd");
    private static final String EVENTS = "containerd.services.events.ttrpc.v1.Events";

    @TempDir
    private static Path directory = Path.of("");

    private static final List<Process> PROCESSES = new ArrayList<>();

    private static Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("log").toFile())
                .start();
        PROCESSES.add(process);
        return process;
    }

    private static Path socket() {
        return directory.resolve("c.ttrpc");
    }

    @BeforeAll
    static void startContainerd() throws Exception {
        assumeTrue(Files.isExecutable(CONTAINERD), "SKIPPED: " + CONTAINERD + " is not installed");
        Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        assumeTrue(user.equals(0), "SKIPPED: containerd needs root");
        Path config = Files.writeString(directory.resolve("config.toml"), """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
                [grpc]
                  address = "%1$s/c"
                """.formatted(directory));
        Process containerd = start(CONTAINERD.toString(), "-c", config.toString());
        long since = System.nanoTime();
        while (!Files.exists(socket()) || !Files.exists(directory.resolve("c"))) {
            assertThat(containerd.isAlive() && System.nanoTime() - since < Site.SOON.toNanos())
                    .as(Files.readString(directory.resolve("log")))
                    .isTrue();
            Thread.sleep(5);
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (Process process : PROCESSES.reversed()) {
            process.destroy();
            process.waitFor();
        }
    }

    private static byte[] exit(String topic, String id) {
        Timestamp now = Timestamp.newBuilder().setSeconds(1_700_000_000).build();
        TaskExit exit = TaskExit.newBuilder()
                .setContainerId(id)
                .setId("c1")
                .setPid(42)
                .setExitStatus(7)
                .setExitedAt(now)
                .build();
        Any event = Any.newBuilder()
                .setTypeUrl("containerd.events.TaskExit")
                .setValue(exit.toByteString())
                .build();
        Envelope envelope = Envelope.newBuilder()
                .setTimestamp(now)
                .setNamespace("interop")
                .setTopic(topic)
                .setEvent(event)
                .build();
        return ForwardRequest.newBuilder().setEnvelope(envelope).build().toByteArray();
    }

    private static byte[] forward(Client client, String topic, String id) throws IOException {
        Map<String, String> metadata = Map.of("containerd-namespace-ttrpc", "interop");
        return client.call(EVENTS, "Forward", exit(topic, id), metadata, Site.SOON);
    }

    @Test
    void anEventReachesThoseWhoWatchContainerd() throws Exception {
        Process watcher = start("/usr/bin/ctr", "--address", directory + "/c", "events");
        List<String> seen = new ArrayList<>();
        try (Client client = Client.connect(socket(), Site.SOON);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(watcher.getInputStream(), StandardCharsets.UTF_8))) {
            // The watcher does not say when it has begun to watch.
            while (!lines.ready()) {
                assertThat(forward(client, "/tasks/exit", "c1")).isEmpty();
                Thread.sleep(20);
            }
            seen.add(lines.readLine());
        }
        assertThat(seen).singleElement().asString().contains(" interop /tasks/exit ");
        assertThat(seen)
                .singleElement()
                .asString()
                .contains("\"container_id\":\"c1\"", "\"pid\":42", "\"exit_status\":7");
    }

    @Test
    void containerdsFailuresHaveTheirCodes() throws IOException {
        try (Client client = Client.connect(socket(), Site.SOON)) {
            assertThatThrownBy(() -> forward(client, "no slash", "c1"))
                    .isInstanceOf(StatusException.class)
                    .hasMessageContaining("must start with '/'")
                    .extracting("code")
                    .isEqualTo(Code.INVALID_ARGUMENT);
            assertThatThrownBy(() -> client.call("no.such.Service", "M", new byte[0], Map.of(), Site.SOON))
                    .extracting("code")
                    .isEqualTo(Code.UNIMPLEMENTED);
        }
    }

    @Test
    void aMessageOfAlmostFourMebibytesPasses() throws IOException {
        try (Client client = Client.connect(socket(), Site.SOON)) {
            assertThat(forward(client, "/tasks/exit", "x".repeat(Frame.MAX - 500)))
                    .isEmpty();
        }
    }

    @Test
    void badFramesAreAnsweredAlike() throws IOException {
        try (Site site = new Site()) {
            assertThat(answersToBadFrames(site.socket)).isEqualTo(answersToBadFrames(socket()));
        }
    }

    private static List<String> answersToBadFrames(Path socket) throws IOException {
        List<String> answers = new ArrayList<>();
        try (Wire wire = Wire.connect(socket)) {
            wire.request(2, "Nothing", "");
            answers.add(streamAndCode(wire));
            wire.frame(1, Frame.REQUEST, 0, new byte[] {-1, -1, -1, -1});
            answers.add(streamAndCode(wire));
            wire.frame(3, Frame.REQUEST, 0, new byte[Frame.MAX + 1]);
            answers.add(streamAndCode(wire));
            wire.frame(5, 77, 0, new byte[3]);
            wire.request(5, "Nothing", "");
            answers.add(streamAndCode(wire));
            // An id that is used again is refused since ttrpc 1.2 only; containerd 1.6 has 1.1.
        }
        return answers;
    }

    private static String streamAndCode(Wire wire) throws IOException {
        String[] words = wire.next().split(" ", 3);
        return words[0] + " " + words[1];
    }
}
