/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CellConfigurationTest {
    @BeforeEach
    void asTheLauncher() {
        System.setProperty("juke.idle", "30");
        System.setProperty("juke.lock", "8");
        System.setProperty("juke.foreign", "10,251");
    }

    @AfterEach
    void forget() {
        for (String name : List.of("idle", "lock", "foreign", "files")) {
            System.clearProperty("juke." + name);
        }
    }

    @Test
    void theLaunchersWordsAreRead() {
        assertThat(CellConfiguration.of("/run/juke/cells/7/1", "/run/c.sock", "k8s.io"))
                .isEqualTo(new CellConfiguration(
                        Path.of("/run/juke/cells/7/1"),
                        "/run/c.sock",
                        "k8s.io",
                        Duration.ofSeconds(30),
                        8,
                        List.of(10, 251),
                        0));
    }

    @Test
    void mostlyNothingForeignIsInherited() {
        System.setProperty("juke.foreign", "");
        assertThat(CellConfiguration.of("/c", "/s", "n").foreign()).isEmpty();
    }

    @Test
    void aCellOfManyTasksNeedsManyDescriptors() {
        System.setProperty("juke.files", "4096");
        assertThat(CellConfiguration.of("/c", "/s", "n").files()).isEqualTo(4096);
    }

    @Test
    void whoeverStartsItByHandIsSentToTheLauncher() {
        assertThatThrownBy(() -> CellConfiguration.of("/c"))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line())
                                .isEqualTo("a cell wants 3 arguments and got 1; let containerd-shim-juke-v2 start it"));
        System.clearProperty("juke.idle");
        assertThatThrownBy(() -> CellConfiguration.of("/c", "/s", "n"))
                .isInstanceOf(JukeException.class)
                .hasMessage("-Djuke.idle: '' is no number");
    }
}
