/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCgroupTest {
    @TempDir
    private Path root;

    private OwnCgroup cgroup;

    @BeforeEach
    void makeHierarchies() {
        cgroup = new OwnCgroup(
                () -> List.of(mount("cgroup", "memory"), mount("cgroup2", "unified"), mount("tmpfs", "no")));
    }

    private Mounts.Entry mount(String type, String name) {
        return new Mounts.Entry(1, 0, "0:30", "/", root.resolve(name), List.of(), type, "cgroup", List.of());
    }

    private Path processes(String directory) throws IOException {
        return Files.createFile(Files.createDirectories(root.resolve(directory)).resolve("cgroup.procs"));
    }

    @Test
    void itIsJoinedWhereverItIs() throws IOException {
        Path memory = processes("memory/shims");
        Path unified = processes("unified/shims");
        Path no = processes("no/shims");
        assertThat(cgroup.join("/shims")).isEqualTo("/shims");
        assertThat(memory).hasContent("0");
        assertThat(unified).hasContent("0");
        assertThat(no).isEmptyFile();
    }

    @Test
    void theFirstCounts() throws IOException {
        processes("memory/one");
        Path two = processes("memory/two");
        cgroup.join("one");
        assertThat(cgroup.join("two")).isEqualTo("one");
        assertThat(two).isEmptyFile();
    }

    @Test
    void oneThatDoesNotExistIsNamedAndAnotherMayBeJoined() throws IOException {
        processes("memory/one");
        assertThatThrownBy(() -> cgroup.join("/none")).hasMessage("the shim's cgroup /none does not exist");
        assertThatThrownBy(() -> cgroup.join("/../memory/../..")).hasMessageContaining("does not exist");
        assertThat(cgroup.join("/one")).isEqualTo("/one");
    }
}
