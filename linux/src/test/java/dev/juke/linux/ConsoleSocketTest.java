/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConsoleSocketTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("pty.sock");
    }

    private static String readAll(Fd master) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = new byte[1024];
        try {
            int count = master.read(bytes, 0, bytes.length);
            while (count > 0) {
                text.append(new String(bytes, 0, count, UTF_8));
                count = master.read(bytes, 0, bytes.length);
            }
        } catch (LinuxException e) {
            assertThat(e.errno()).isEqualTo(Libc.EIO);
        }
        return text.toString();
    }

    @Test
    void theMasterOfATerminalArrives() throws Exception {
        Shell.assumePython();
        try (ConsoleSocket socket = ConsoleSocket.listen(path)) {
            int child = Console.start(path, 1, "sh", "-c", "tty >/dev/null && echo terminal; exit 3");
            try (Fd master = socket.accept(SOON)) {
                assertThat(readAll(master)).isEqualTo("terminal\r\n");
                assertThat(Shell.end(child).status()).isEqualTo(3);
            }
        }
    }

    @Test
    void itsSizeCanBeChanged() throws Exception {
        Shell.assumePython();
        try (ConsoleSocket socket = ConsoleSocket.listen(path)) {
            int child = Console.start(path, 1, "sh", "-c", "read line; stty size");
            try (Fd master = socket.accept(SOON)) {
                Terminal.resize(master, 132, 43);
                master.write("\n".getBytes(UTF_8), 0, 1);
                assertThat(readAll(master)).isEqualTo("\r\n43 132\r\n");
                assertThat(Shell.end(child).status()).isZero();
            }
        }
    }

    @Test
    void ofSeveralDescriptorsOneIsKept() throws Exception {
        Shell.assumePython();
        try (ConsoleSocket socket = ConsoleSocket.listen(path)) {
            int child = Console.start(path, 5, "sleep", "600");
            try (Fd master = socket.accept(SOON)) {
                String terminals = "ls -l /proc/" + ProcessHandle.current().pid() + "/fd | grep -c ptmx";
                assertThat(Shell.output(terminals)).isEqualTo("1");
                assertThat(master.isClosed()).isFalse();
            } finally {
                Signals.send(child, Signals.KILL);
            }
            assertThat(Shell.end(child).status()).isEqualTo(137);
        }
    }

    @Test
    void aMessageWithoutADescriptorIsAnError() throws Exception {
        Shell.assumePython();
        try (ConsoleSocket socket = ConsoleSocket.listen(path)) {
            int child = Console.start(path, 0, "true");
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> socket.accept(SOON))
                    .withMessage("receive a descriptor at " + path + ": Protocol error (EPROTO)");
            assertThat(Shell.end(child).status()).isZero();
        }
    }

    @Test
    void nobodyIsWaitedForLongerThanAllowed() throws Exception {
        try (ConsoleSocket socket = ConsoleSocket.listen(path)) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> socket.accept(Duration.ofMillis(100)))
                    .withMessage("accept " + path + ": Connection timed out (ETIMEDOUT)");
        }
    }

    @Test
    void thePathIsRemovedWithTheSocket() throws Exception {
        try (ConsoleSocket socket = ConsoleSocket.listen(path)) {
            assertThat(socket.path()).exists();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aPathThatIsTakenOrTooLongIsAnError() throws Exception {
        Files.createFile(path);
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> ConsoleSocket.listen(path))
                .withMessage("bind " + path + ": Address already in use (EADDRINUSE)");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> ConsoleSocket.listen(directory.resolve("x".repeat(108))))
                .withMessageEndingWith("File name too long (ENAMETOOLONG)");
    }
}
