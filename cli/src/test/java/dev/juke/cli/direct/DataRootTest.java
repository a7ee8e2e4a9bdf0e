/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataRootTest {
    private static final Caller ROOT = new Caller(0);
    private static final Caller SOMEBODY = new Caller(1000);

    @Test
    void rootsDataLiesInVarLib() {
        assertThat(DataRoot.of(null, Map.of("HOME", "/root"), ROOT).path()).isEqualTo(Path.of("/var/lib/juke"));
        assertThat(DataRoot.of(null, Map.of(), ROOT).facts(Map.of())).isEqualTo(Path.of("/run/juke"));
    }

    @Test
    void othersDataLiesInTheirDataDirectory() {
        Map<String, String> home = Map.of("HOME", "/home/me");
        Map<String, String> xdg = Map.of("HOME", "/home/me", "XDG_DATA_HOME", "/data", "XDG_RUNTIME_DIR", "/run/me");
        Map<String, String> relative = Map.of("HOME", "/home/me", "XDG_DATA_HOME", "data", "XDG_RUNTIME_DIR", "run");
        assertThat(DataRoot.of(null, home, SOMEBODY).path()).isEqualTo(Path.of("/home/me/.local/share/juke"));
        assertThat(DataRoot.of(null, xdg, SOMEBODY).path()).isEqualTo(Path.of("/data/juke"));
        assertThat(DataRoot.of(null, xdg, SOMEBODY).facts(xdg)).isEqualTo(Path.of("/run/me/juke"));
        // The specification: a path that is not absolute is to be ignored.
        assertThat(DataRoot.of(null, relative, SOMEBODY).path()).isEqualTo(Path.of("/home/me/.local/share/juke"));
        assertThat(DataRoot.of(null, relative, SOMEBODY).facts(relative))
                .isEqualTo(Path.of("/home/me/.local/share/juke/run"));
    }

    @Test
    void theFlagGoesBeforeTheVariableAndBothBeforeTheRest() {
        Map<String, String> environment = Map.of("JUKE_ROOT", "/j", "HOME", "/home/me");
        assertThat(DataRoot.of(null, environment, ROOT).path()).isEqualTo(Path.of("/j"));
        assertThat(DataRoot.of("/k/../l", environment, SOMEBODY).path()).isEqualTo(Path.of("/l"));
        assertThat(DataRoot.of("k", environment, SOMEBODY).path().isAbsolute()).isTrue();
    }

    @Test
    void withoutAnyPlaceTheErrorNamesTheVariables() {
        assertThatThrownBy(() -> DataRoot.of(null, Map.of(), SOMEBODY))
                .hasMessageContaining("neither JUKE_ROOT, XDG_DATA_HOME nor HOME is set");
    }

    @Test
    void othersMayPassButNotListTheContainers(@TempDir Path directory) throws IOException {
        DataRoot root = new DataRoot(directory.resolve("a/b"), SOMEBODY);
        root.prepare();
        root.prepare();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.containers())))
                .isEqualTo("rwx--x--x");
    }
}
