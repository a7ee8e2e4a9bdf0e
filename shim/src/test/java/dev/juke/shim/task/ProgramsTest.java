/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
}
