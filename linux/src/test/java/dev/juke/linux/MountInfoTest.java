/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountInfoTest {
    @Test
    void everyFieldIsRead() {
        String line =
                "36 35 98:0 /a\\040b /mnt\\134x\\011y rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\n";
        assertThat(MountInfo.parse(line))
                .containsExactly(new Mounts.Entry(
                        36,
                        35,
                        "98:0",
                        "/a b",
                        Path.of("/mnt\\x\ty"),
                        List.of("rw", "noatime"),
                        "ext3",
                        "/dev/root",
                        List.of("rw", "errors=continue")));
    }

    @Test
    void optionalFieldsAndTheSourceMayBeMissing() {
        Mounts.Entry entry = MountInfo.parse("1 0 0:1 / / rw - tmpfs  rw\n").getFirst();
        assertThat(entry.source()).isEmpty();
        assertThat(entry.type()).isEqualTo("tmpfs");
    }

    @Test
    void aMountWhoseNameIsNoPathIsLeftOut() {
        String line = "1 0 0:1 / /a%s rw - tmpfs none rw\n";
        assertThat(MountInfo.parse(line.formatted("\0") + line.formatted("")))
                .extracting(Mounts.Entry::target)
                .containsExactly(Path.of("/a"));
    }

    @Test
    void theMountsOfThisMachineAreRead() throws Exception {
        assertThat(Mounts.list()).anySatisfy(entry -> assertThat(entry.target()).isEqualTo(Path.of("/proc")));
        assertThat(Mounts.isMounted(Path.of("/proc"))).isTrue();
        assertThat(Mounts.isMounted(Path.of("/"))).isTrue();
        assertThat(Mounts.isMounted(Path.of("/proc/self"))).isFalse();
        assertThat(Mounts.isMounted(Path.of("/no/such/file"))).isFalse();
    }
}
