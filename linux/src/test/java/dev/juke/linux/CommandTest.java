/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandTest {
    @TempDir
    private Path directory;

    private static String output(Command command) throws Exception {
        Reaper.Result result = Shell.run(command);
        assertThat(new String(result.err(), UTF_8)).isEmpty();
        return new String(result.out(), UTF_8);
    }

    private Fd file(String content) throws Exception {
        return Fd.open(Files.writeString(directory.resolve(content), content), Fd.READ, 0);
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        assertThat(output(Command.of(List.of("printf", "%s|", "a b", "", "'\"$x", "ü"))))
                .isEqualTo("a b||'\"$x|ü|");
    }

    @Test
    void theEnvironmentIsExactlyTheGivenOne() throws Exception {
        assertThat(output(Command.of("/usr/bin/env").environment(Map.of("A", "1 2"))))
                .isEqualTo("A=1 2\n");
    }

    @Test
    void theEnvironmentIsOursWhenNoneIsGiven() throws Exception {
        assertThat(output(Command.of("/usr/bin/env"))).contains("PATH=" + System.getenv("PATH"));
    }

    @Test
    void theDirectoryIsTheGivenOne() throws Exception {
        assertThat(output(Command.of("pwd").directory(directory))).isEqualTo(directory.toRealPath() + "\n");
    }

    /** What a process has open, by number, when it has come to sleep: while it is being loaded, its libraries are open, too. */
    private static Map<String, Path> descriptors(Command command) throws Exception {
        int pid = Reaper.start().spawn(command);
        Shell.eventually(() -> sleeps(pid));
        Map<String, Path> descriptors = new TreeMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path link : links) {
                descriptors.put(link.getFileName().toString(), Files.readSymbolicLink(link));
            }
        } finally {
            Signals.send(pid, Signals.KILL);
        }
        assertThat(Shell.end(pid).status()).isEqualTo(137);
        return descriptors;
    }

    private static boolean sleeps(int pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains("(sleep) S ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingButTheStandardStreamsIsOpenAndTheyAreDevNull() throws Exception {
        Path nothing = Path.of("/dev/null");
        try (Fd file = file("a");
                Fd more = file("b")) {
            assertThat(file.number()).isNotEqualTo(more.number());
            assertThat(descriptors(Command.of("sleep", "600")))
                    .isEqualTo(Map.of("0", nothing, "1", nothing, "2", nothing));
        }
    }

    @Test
    void aDescriptorIsInheritedUnderTheNumberThatWasAskedFor() throws Exception {
        try (Fd file = file("content")) {
            assertThat(descriptors(Command.of("sleep", "600").inherit(5, file)))
                    .containsOnlyKeys("0", "1", "2", "5")
                    .containsEntry("5", directory.toRealPath().resolve("content"));
            assertThat(output(Shell.sh("cat <&5").inherit(5, file))).isEqualTo("content");
        }
    }

    @Test
    void aDescriptorIsInheritedUnderItsOwnNumber() throws Exception {
        try (Fd file = file("content")) {
            String script = "cat /proc/$$/fd/" + file.number();
            assertThat(output(Shell.sh(script).inherit(file.number(), file))).isEqualTo("content");
        }
    }

    @Test
    void descriptorsMayChangePlaces() throws Exception {
        try (Fd a = file("a");
                Fd b = file("b");
                Fd c = file("c")) {
            String script =
                    "cat /proc/$$/fd/" + a.number() + " /proc/$$/fd/" + b.number() + " /proc/$$/fd/" + c.number();
            Command command = Shell.sh(script)
                    .inherit(a.number(), b)
                    .inherit(b.number(), c)
                    .inherit(c.number(), a);
            assertThat(output(command)).isEqualTo("bca");
        }
    }

    @Test
    void oneDescriptorMayBeSeveral() throws Exception {
        Path log = directory.resolve("log");
        try (Fd file = Fd.open(log, Fd.WRITE | Fd.CREATE | Fd.APPEND, 0600)) {
            Command command = Shell.sh("echo 1; echo 2 >&2").stdout(file).stderr(file);
            assertThat(Shell.run(command).status()).isZero();
        }
        assertThat(log).hasContent("1\n2\n");
    }

    @Test
    void noSignalIsBlockedOrIgnored() throws Exception {
        assertThat(output(Command.of("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status")))
                .matches("SigBlk:\\s0+\nSigIgn:\\s0+\n");
    }

    @Test
    void aProcessGroupOfItsOwnHasItsNumber() throws Exception {
        Path seen = directory.resolve("seen");
        int pid = Reaper.start()
                .spawn(Shell.sh("cut -d' ' -f5 /proc/$$/stat > " + seen).newProcessGroup());
        assertThat(Shell.end(pid).status()).isZero();
        assertThat(seen).hasContent(pid + "\n");
    }

    @Test
    void aCommandDoesNotChange() throws Exception {
        Command plain = Command.of("/usr/bin/env");
        assertThat(plain.environment(Map.of("A", "1"))).isNotSameAs(plain);
        assertThat(output(plain)).contains("PATH=");
        assertThat(plain).hasToString("/usr/bin/env");
    }

    @Test
    void whatCannotBePassedOnIsRefused() throws Exception {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Command.of());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Reaper.start().spawn(Command.of("echo", "a\0b")))
                .withMessageContaining("NUL");
        try (Fd file = file("a")) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> Command.of("true").inherit(1, file));
        }
    }
}
