/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopyTest {
    @TempDir
    private Path directory;

    private static void write(Fd fd, String text) throws LinuxException {
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(fd.write(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    }

    @Test
    void allIsCopiedUntilTheEnd() throws Exception {
        Fd[] source = Fd.pipe();
        Fd[] target = Fd.pipe();
        Fd to = target[1];
        try (EventFd stop = EventFd.create();
                Fd from = source[0];
                Fd result = target[0]) {
            Thread copy = Copy.start("copy", from, to, stop, to::close);
            int counter =
                    Reaper.start().spawn(Shell.sh("test $(wc -c) = 3000000").stdin(result));
            int flood =
                    Reaper.start().spawn(Shell.sh("head -c 3000000 /dev/zero").stdout(source[1]));
            source[1].close();
            copy.join();
            assertThat(Shell.end(flood).status()).isZero();
            assertThat(Shell.end(counter).status()).isZero();
        }
    }

    @Test
    void aCopyThatWaitsForInputCanBeStopped() throws Exception {
        Fd[] source = Fd.pipe();
        Fd[] target = Fd.pipe();
        try (EventFd stop = EventFd.create();
                Fd from = source[0];
                Fd writer = source[1];
                Fd to = target[1];
                Fd result = target[0]) {
            Thread copy = Copy.start("copy", from, to, stop, () -> {});
            write(writer, "hello");
            byte[] bytes = new byte[5];
            assertThat(result.read(bytes, 0, 5)).isEqualTo(5);
            assertThat(copy.isAlive()).isTrue();
            stop.signal();
            assertThat(copy.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aCopyWhoseReaderIsStuckCanBeStopped() throws Exception {
        Fd[] source = Fd.pipe();
        Fd[] target = Fd.pipe();
        try (EventFd stop = EventFd.create();
                Fd from = source[0];
                Fd writer = source[1];
                Fd to = target[1];
                Fd result = target[0]) {
            int flood = Reaper.start().spawn(Command.of("cat", "/dev/zero").stdout(writer));
            Thread copy = Copy.start("copy", from, to, stop, () -> {});
            assertThat(Poll.shared().await(result, Poll.IN, Duration.ofSeconds(10)))
                    .isTrue();
            assertThat(copy.join(Duration.ofMillis(300))).isFalse();
            stop.signal();
            assertThat(copy.join(Duration.ofSeconds(10))).isTrue();
            Signals.send(flood, Signals.KILL);
            assertThat(Shell.end(flood).status()).isEqualTo(137);
        }
    }

    @Test
    void aReaderThatGoesAwayDoesNotHoldUpTheWriter() throws Exception {
        Fd[] source = Fd.pipe();
        Fd[] target = Fd.pipe();
        try (EventFd stop = EventFd.create();
                Fd from = source[0];
                Fd to = target[1]) {
            Thread copy = Copy.start("copy", from, to, stop, () -> {});
            target[0].close();
            int flood = Reaper.start()
                    .spawn(Shell.sh("head -c 3000000 /dev/zero; exit 4").stdout(source[1]));
            source[1].close();
            assertThat(Shell.end(flood).status()).isEqualTo(4);
            copy.join();
        }
    }

    @Test
    void aFullDiskDoesNotHoldUpTheWriter() throws Exception {
        Fd[] source = Fd.pipe();
        try (EventFd stop = EventFd.create();
                Fd from = source[0];
                Fd to = Fd.open(Path.of("/dev/full"), Fd.WRITE, 0)) {
            Thread copy = Copy.start("copy", from, to, stop, () -> {});
            int flood = Reaper.start()
                    .spawn(Shell.sh("head -c 3000000 /dev/zero; exit 4").stdout(source[1]));
            source[1].close();
            assertThat(Shell.end(flood).status()).isEqualTo(4);
            copy.join();
        }
    }

    @Test
    void aFifoIsCopiedFromItsFirstWriterToTheLastOnesEnd() throws Exception {
        Path fifo = Shell.fifo(directory.resolve("fifo"));
        Fd[] target = Fd.pipe();
        try (EventFd stop = EventFd.create();
                Fd from = Fifo.reader(fifo);
                Fd to = target[1];
                Fd result = target[0]) {
            Thread copy = Copy.start("copy", from, to, stop, () -> {});
            assertThat(copy.join(Duration.ofMillis(200))).isFalse();
            Shell.output("echo hello > " + fifo);
            assertThat(copy.join(Duration.ofSeconds(10))).isTrue();
            byte[] bytes = new byte[10];
            assertThat(result.read(bytes, 0, 10)).isEqualTo(6);
        }
    }

    @Test
    void aTerminalIsCopiedBothWaysUntilItsLastSlaveIsClosed() throws Exception {
        Shell.assumePython();
        Path in = Shell.fifo(directory.resolve("in"));
        Path out = Shell.fifo(directory.resolve("out"));
        try (EventFd stop = EventFd.create();
                ConsoleSocket socket = ConsoleSocket.listen(directory.resolve("s"));
                Fd reader = Fifo.reader(in);
                Fd result = Fifo.keep(out);
                Fd writer = Fifo.writer(out)) {
            int child =
                    Console.start(socket.path(), 1, "sh", "-c", "stty -echo; echo ready; read x; echo got $x; exit 5");
            try (Fd master = socket.accept(Duration.ofSeconds(20))) {
                Thread output = Copy.start("output", master, writer, stop, () -> {});
                Thread input = Copy.start("input", reader, master, stop, () -> {});
                assertThat(line(result)).isEqualTo("ready\r\n");
                Shell.output("echo hello > " + in);
                assertThat(line(result)).isEqualTo("got hello\r\n");
                assertThat(Shell.end(child).status()).isEqualTo(5);
                assertThat(output.join(Duration.ofSeconds(10))).isTrue();
                assertThat(input.join(Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    private static String line(Fd fd) throws Exception {
        StringBuilder line = new StringBuilder();
        byte[] one = new byte[1];
        while (line.indexOf("\n") < 0) {
            assertThat(Poll.shared().await(fd, Poll.IN, Duration.ofSeconds(20))).isTrue();
            assertThat(fd.read(one, 0, 1)).isEqualTo(1);
            line.append((char) one[0]);
        }
        return line.toString();
    }
}
