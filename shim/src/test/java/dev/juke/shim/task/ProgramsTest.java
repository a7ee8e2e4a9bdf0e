/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.linux.Reaper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramsTest {
    @Test
    void aRuntimeIsNamedByItsPathOrForPath() {
        assertThat(Programs.ociRuntime("/opt/youki")).isEqualTo(Path.of("/opt/youki"));
        assertThat(Programs.ociRuntime("sh").toString()).endsWith("/sh").startsWith("/");
    }

    @Test
    void jukesOwnIsTheUsualOne() {
        Path usual;
        try {
            usual = Programs.ociRuntime("");
        } catch (RuntimeException e) {
            assertThat(e).hasMessage("neither runc nor crun was found");
            return;
        }
        assertThat(Programs.ociRuntime("/usr/local/bin/juke-runtime")).isEqualTo(usual);
        assertThat(Programs.ociRuntime("juke-runtime")).isEqualTo(usual);
    }

    @Test
    void oneThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Programs.ociRuntime("no-such-runtime"))
                .hasMessage("the OCI runtime 'no-such-runtime' was not found");
        assertThatThrownBy(() -> Programs.ociRuntime("./runc")).hasMessage("the OCI runtime './runc' was not found");
    }

    @Test
    void theHostIsProbedByTheReaperWhichTakesEveryExit() throws Exception {
        Reaper reaper = Reaper.start();
        assertThat(Programs.output(reaper, List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 3")))
                .isEqualTo("out\nerr\n");
        assertThat(Programs.output(reaper, List.of("/nowhere/qemu", "--version")))
                .isEmpty();
    }
}
