/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.juke.base.JukeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountOptionsTest {
    private static MountOptions parse(String... words) {
        return MountOptions.parse(List.of(words));
    }

    @Test
    void flagsAreSetAndTheRestIsData() {
        MountOptions options = parse("defaults", "ro", "nosuid", "nodev", "noexec", "size=1m", "mode=755", "");
        assertThat(options.set()).isEqualTo(1 | 2 | 4 | 8);
        assertThat(options.data()).containsExactly("size=1m", "mode=755");
        assertThat(options.propagation()).isEmpty();
    }

    @Test
    void theLastWordWins() {
        assertThat(parse("ro", "rw").set()).isZero();
        assertThat(parse("rw", "ro").set()).isEqualTo(MountOptions.RDONLY);
        assertThat(parse("rw", "ro").cleared()).isZero();
    }

    @Test
    void propagationIsApart() {
        MountOptions options = parse("rbind", "rslave", "shared");
        assertThat(options.set()).isEqualTo(MountOptions.BIND | MountOptions.REC);
        assertThat(options.propagation()).containsExactly(MountOptions.SLAVE | MountOptions.REC, MountOptions.SHARED);
    }

    @Test
    void aBindMountKeepsWhatItsSourceHasAndNoWordSpeaksOf() {
        long ofSource = MountOptions.NOSUID | MountOptions.NOEXEC | MountOptions.RELATIME;
        long again = MountOptions.BIND | MountOptions.REMOUNT;
        assertThat(parse("bind").changesBind()).isFalse();
        assertThat(parse("rbind", "ro", "exec").bindFlags(ofSource))
                .isEqualTo(again | MountOptions.RDONLY | MountOptions.NOSUID | MountOptions.RELATIME);
        assertThat(parse("bind", "noatime").bindFlags(ofSource))
                .isEqualTo(again | MountOptions.NOSUID | MountOptions.NOEXEC | MountOptions.NOATIME);
        assertThat(parse("bind", "atime").bindFlags(MountOptions.NOATIME)).isEqualTo(again | MountOptions.RELATIME);
    }

    @Test
    void whatAFileSystemWouldMisunderstandIsRefusedByItsName() {
        for (String word : List.of(
                "loop",
                "loop=/dev/loop0",
                "uidmap=0:100000:65536",
                "gidmap=0:100000:65536",
                "X-containerd.mkdir.path=/x:0755")) {
            assertThatExceptionOfType(JukeException.class)
                    .isThrownBy(() -> parse("ro", word))
                    .withMessage("mount option \"" + word + "\" is not supported")
                    .satisfies(e -> assertThat(e.hint()).isNotEmpty());
        }
    }

    @Test
    void aTypeThatIsForContainerdsMountManagerIsRefused() {
        assertThatExceptionOfType(JukeException.class)
                .isThrownBy(() -> Mounts.mount("format/mkdir/overlay", "overlay", Path.of("/nowhere"), List.of()))
                .withMessage("a mount of type format/mkdir/overlay is not supported");
    }
}
