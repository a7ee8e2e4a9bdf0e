/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.juke.base.JukeException;
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
    void aLoopDeviceIsRefused() {
        assertThatExceptionOfType(JukeException.class)
                .isThrownBy(() -> parse("ro", "loop"))
                .withMessage("mount option \"loop\" is not supported");
    }
}
