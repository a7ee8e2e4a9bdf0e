/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoopDeviceTest {
    private static final String CONTENT = "x".repeat(4096);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws Exception {
        Shell.assumeRoot();
        assumeTrue(Files.exists(Path.of("/dev/loop-control")), "there are no loop devices here");
        file = Files.writeString(directory.resolve("file"), CONTENT);
    }

    @Test
    void aFileIsADeviceUntilNobodyHasItOpen() throws Exception {
        Path backing;
        try (LoopDevice loop = LoopDevice.attach(file, false)) {
            backing = Path.of("/sys/block").resolve(loop.path().getFileName()).resolve("loop/backing_file");
            assertThat(Files.readString(loop.path())).isEqualTo(CONTENT);
            assertThat(Files.readString(backing)).isEqualTo(file.toRealPath() + "\n");
        }
        Shell.eventually(() -> !Files.exists(backing));
    }

    @Test
    void aReadOnlyDeviceIsNotWritten() throws Exception {
        try (LoopDevice loop = LoopDevice.attach(file, true)) {
            assertThatThrownBy(() -> Files.writeString(loop.path(), "y", StandardOpenOption.SYNC))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void twoDevicesOfOneFileKnowEachOther() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), CONTENT);
        try (LoopDevice one = LoopDevice.attach(file, false);
                LoopDevice two = LoopDevice.attach(file, false);
                LoopDevice three = LoopDevice.attach(other, false)) {
            assertThat(one.twins()).containsExactly(two.path());
            assertThat(two.twins()).containsExactly(one.path());
            assertThat(three.twins()).isEmpty();
        }
    }

    @Test
    void aDeviceIsClaimedOnce() throws Exception {
        try (LoopDevice loop = LoopDevice.attach(file, false);
                Fd _ = Fd.open(loop.path(), Fd.READ | Fd.EXCLUSIVE, 0)) {
            assertThatThrownBy(() -> Fd.open(loop.path(), Fd.READ | Fd.EXCLUSIVE, 0))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.isBusy()).isTrue());
        }
    }
}
