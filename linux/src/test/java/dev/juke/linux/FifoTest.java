/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FifoTest {
    @TempDir
    private Path directory;

    private Path fifo;

    @BeforeEach
    void make() throws Exception {
        fifo = Shell.fifo(directory.resolve("fifo"));
    }

    private static boolean blocks(Fd fd) throws Exception {
        String info = Shell.output("grep flags /proc/" + ProcessHandle.current().pid() + "/fdinfo/" + fd.number());
        return (Integer.parseInt(info.replaceAll("\\D", ""), 8) & Fd.NONBLOCK) == 0;
    }

    @Test
    void aFifoIsMadeWithItsModeWhateverTheUmaskSays() throws Exception {
        Path open = directory.resolve("open");
        Fifo.make(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(Shell.output("stat -c '%F %a' " + open)).isEqualTo("fifo 666");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Fifo.make(open, Set.of()))
                .withMessage("mkfifo " + open + ": File exists (EEXIST)");
    }

    @Test
    void noEndWaitsForTheOther() throws Exception {
        try (Fd reader = Fifo.reader(fifo)) {
            assertThat(blocks(reader)).isTrue();
        }
        try (Fd writer = Fifo.writer(fifo)) {
            assertThat(blocks(writer)).isTrue();
        }
        try (Fd keeper = Fifo.keep(fifo)) {
            assertThat(blocks(keeper)).isTrue();
        }
    }

    @Test
    void whatAContainerWritesReachesAReaderThatComesLater() throws Exception {
        try (Fd keeper = Fifo.keep(fifo);
                Fd writer = Fifo.writer(fifo)) {
            assertThat(keeper.isClosed()).isFalse();
            int child = Reaper.start().spawn(Shell.sh("echo hello").stdout(writer));
            try (Fd reader = Fifo.reader(fifo)) {
                assertThat(Shell.end(child).status()).isZero();
                byte[] bytes = new byte[10];
                assertThat(new String(bytes, 0, reader.read(bytes, 0, 10), UTF_8))
                        .isEqualTo("hello\n");
            }
        }
    }

    @Test
    void aReaderSeesNoEndAsLongAsTheFifoIsKept() throws Exception {
        try (Fd reader = Fifo.reader(fifo)) {
            Fd keeper = Fifo.keep(fifo);
            int child = Reaper.start().spawn(Shell.sh("cat >/dev/null; exit 3").stdin(reader));
            Shell.output("echo one > " + fifo);
            Shell.output("echo two > " + fifo);
            assertThat(Reaper.start().adopt(child)).isNotDone();
            keeper.close();
            assertThat(Shell.end(child).status()).isEqualTo(3);
        }
    }
}
