/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FdTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Path file = directory.resolve("file-ü");
        try (Fd fd = Fd.open(file, Fd.READ_WRITE | Fd.CREATE | Fd.APPEND, 0600)) {
            assertThat(fd.write("hello".getBytes(UTF_8), 1, 4)).isEqualTo(4);
        }
        assertThat(file).hasContent("ello");
        try (Fd fd = Fd.open(file, Fd.READ, 0)) {
            byte[] bytes = new byte[6];
            assertThat(fd.read(bytes, 1, 5)).isEqualTo(4);
            assertThat(bytes).isEqualTo("\0ello\0".getBytes(UTF_8));
            assertThat(fd.read(bytes, 0, 5)).isEqualTo(-1);
        }
    }

    @Test
    void aPipeEndsWhenItsWriterIsClosed() throws Exception {
        Fd[] ends = Fd.pipe();
        try (Fd reader = ends[0]) {
            ends[1].close();
            assertThat(reader.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void whatWouldWaitIsAnErrorWhenItMayNot() throws Exception {
        Fd[] ends = Fd.pipe();
        try (Fd reader = ends[0];
                Fd writer = ends[1]) {
            reader.blocking(false);
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> reader.read(new byte[1], 0, 1))
                    .withMessage("read: Resource temporarily unavailable (EAGAIN)");
            writer.write(new byte[] {42}, 0, 1);
            byte[] bytes = new byte[1];
            assertThat(reader.read(bytes, 0, 1)).isEqualTo(1);
            assertThat(bytes).containsExactly(42);
        }
    }

    @Test
    void aWriterWithoutAReaderGetsAnErrorAndNoSignal() throws Exception {
        Fd[] ends = Fd.pipe();
        ends[0].close();
        try (Fd writer = ends[1]) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> writer.write(new byte[1], 0, 1))
                    .withMessage("write: Broken pipe (EPIPE)");
        }
    }

    @Test
    void aDescriptorIsClosedOnce() throws Exception {
        Fd first = Fd.open(directory, Fd.PATH | Fd.DIRECTORY, 0);
        int number = first.number();
        first.close();
        try (Fd second = Fd.open(directory, Fd.READ | Fd.DIRECTORY, 0)) {
            first.close();
            assertThat(Path.of("/proc/self/fd/" + second.number())).exists();
            assertThat(second.number()).isPositive();
        }
        assertThat(number).isPositive();
        assertThat(first.isClosed()).isTrue();
        assertThat(first).hasToString("closed");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(first::number);
    }

    @Test
    void anErrorNamesTheFileAndTheReason() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Fd.open(file, Fd.READ | Fd.DIRECTORY, 0))
                .withMessage("open " + file + ": Not a directory (ENOTDIR)");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Fd.adopt(99_999))
                .withMessage("descriptor 99999: Bad file descriptor (EBADF)");
        assertThat(new LinuxException("x", 4095)).hasMessage("x: error 4095");
    }
}
