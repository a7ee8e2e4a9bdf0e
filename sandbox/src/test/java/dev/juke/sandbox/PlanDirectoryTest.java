/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanDirectoryTest {
    private static final SandboxPlan PLAN =
            new SandboxPlan(new JsonObject(), Map.of("/lib", "usr/lib"), null, null, null, 0, null, List.of());

    @TempDir
    private Path bundle = Path.of("");

    @Test
    void aPlanReplacesTheOneBefore() throws IOException {
        PlanDirectory directory = PlanDirectory.of(bundle);
        directory.write(PLAN, null);
        Files.writeString(directory.path().resolve("netns"), "old");
        directory.write(PLAN, null);
        assertThat(directory.path().resolve("netns")).doesNotExist();
        assertThat(directory.path().resolve("rootfs/lib")).isSymbolicLink();
    }

    @Test
    void whatTheClientHasUnderThatNameIsNotTouched() throws IOException {
        Path theirs = Files.createDirectories(bundle.resolve("juke/bin"));
        PlanDirectory directory = PlanDirectory.of(bundle);
        assertThatThrownBy(() -> directory.write(PLAN, null))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("exists and is not Juke's");
        assertThat(theirs).isDirectory();
    }

    @Test
    void anEmptyDirectoryIsAPlanThatWasInterrupted() throws IOException {
        Files.createDirectory(bundle.resolve("juke"));
        PlanDirectory.of(bundle).write(PLAN, null);
        assertThat(bundle.resolve("juke/config.json")).exists();
    }
}
