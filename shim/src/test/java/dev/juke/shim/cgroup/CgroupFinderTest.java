/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.JukeException.Category;
import dev.juke.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupFinderTest {
    /** A process that runs; its name has all that a name may have. */
    private static final String RUNNING = "42 (a) b) S 1 42 42 0 -1 4194560 1 0\n";

    @TempDir
    Path root;

    private List<Mounts.Entry> mounts = List.of();

    @BeforeEach
    void aRunningProcess() {
        Sample.write(root, "proc/42/stat", RUNNING);
    }

    @Test
    void controllersThatShareAHierarchyShareADirectory() throws IOException {
        mounts = List.of(
                mount("cgroup", "/", "cpu,cpuacct", "cpu", "cpuacct"), mount("cgroup", "/", "memory", "memory"));
        member("4:memory:/default/c1", "3:cpu,cpuacct:/default/c1");
        Path cpu = Files.createDirectories(root.resolve("cpu,cpuacct/default/c1"));
        Path memory = Files.createDirectories(root.resolve("memory/default/c1"));

        assertThat(find()).isEqualTo(legacy(Map.of("cpu", cpu, "cpuacct", cpu, "memory", memory)));
    }

    @Test
    void aUnifiedHierarchyBesideV1ControllersDoesNotCount() throws IOException {
        mounts = List.of(mount("cgroup", "/", "memory", "memory"), mount("cgroup2", "/", "unified"));
        member("4:memory:/c1", "0::/c1");
        Path memory = Files.createDirectories(root.resolve("memory/c1"));
        Files.createDirectories(root.resolve("unified/c1"));

        assertThat(find()).isEqualTo(legacy(Map.of("memory", memory)));
    }

    @Test
    void aNamedHierarchyOrALoneControllerBesideV2DoesNotMakeAV1Machine() throws IOException {
        mounts = List.of(
                mount("cgroup2", "/", "fs", "nsdelegate"),
                mount("cgroup", "/", "net_cls", "net_cls"),
                mount("cgroup", "/", "systemd", "name=systemd"));
        member("2:net_cls:/", "1:name=systemd:/", "0::/system.slice/c1.scope");
        Files.createDirectories(root.resolve("net_cls"));
        Files.createDirectories(root.resolve("systemd"));
        Path unified = Files.createDirectories(root.resolve("fs/system.slice/c1.scope"));

        assertThat(find()).isEqualTo(new UnifiedCgroup(unified));
    }

    @Test
    void aScopeThatSystemdMadeIsFoundWhereTheProcessIs() throws IOException {
        // cgroupsPath kubepods-pod1.slice:cri-containerd:c1
        String scope = "/kubepods.slice/kubepods-pod1.slice/cri-containerd-c1.scope";
        mounts = List.of(
                mount("cgroup", "/", "memory", "memory"),
                mount("cgroup", "/", "cpu,cpuacct", "cpu", "cpuacct"),
                mount("cgroup", "/", "systemd", "name=systemd"));
        member("4:memory:" + scope, "3:cpu,cpuacct:" + scope, "1:name=systemd:" + scope);
        Path cpu = Files.createDirectories(root.resolve("cpu,cpuacct" + scope));
        Path memory = Files.createDirectories(root.resolve("memory" + scope));

        Cgroup found = find();
        assertThat(found)
                .isInstanceOfSatisfying(
                        LegacyCgroup.class,
                        legacy -> assertThat(legacy.controllers())
                                .containsEntry("memory", memory)
                                .containsEntry("cpuacct", cpu));
        Files.writeString(memory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertThat(OomState.of(found).kills()).containsEntry(memory, 2L);
    }

    @Test
    void aMountThatShowsOnlyAPartOfAHierarchyIsReadFromItsOwnRoot() throws IOException {
        mounts = List.of(mount("cgroup2", "/docker/abc", "fs"));
        member("0::/docker/abc/k8s/c1");
        Path directory = Files.createDirectories(root.resolve("fs/k8s/c1"));

        assertThat(find()).isEqualTo(new UnifiedCgroup(directory));
    }

    @Test
    void aCgroupBesideThisCgroupNamespacesRootIsFoundThroughAMountFromAboveIt() throws IOException {
        mounts = List.of(mount("cgroup2", "/..", "fs"));
        member("0::/../c1");
        Path directory = Files.createDirectories(root.resolve("fs/c1"));

        assertThat(find()).isEqualTo(new UnifiedCgroup(directory));
    }

    @Test
    void aCgroupThatNoMountShowsIsTheHostsFault() throws IOException {
        mounts = List.of(mount("cgroup2", "/", "fs"), mount("cgroup2", "/other", "other"));
        member("0::/../c1");
        Files.createDirectories(root.resolve("fs"));
        Files.createDirectories(root.resolve("c1"));

        fails(Category.HOST, "none of the cgroups of process 42 is mounted here");
    }

    @Test
    void aProcessThatIsGoneIsNotFound() throws IOException {
        mounts = List.of(mount("cgroup2", "/", "fs"));

        fails(Category.NOT_FOUND, "process 42 has no cgroup: no such file or directory");
    }

    @Test
    void aProcessThatIsEndingIsNotFoundSinceTheKernelShowsItInTheRoot() throws IOException {
        mounts = List.of(mount("cgroup", "/", "memory", "memory"));
        member("4:memory:/");
        Files.createDirectories(root.resolve("memory"));
        Files.writeString(root.resolve("proc/42/stat"), "42 (qemu) Z 1 42 42 0 -1 4227084 1 0\n");

        fails(Category.NOT_FOUND, "process 42 has no cgroup: it is ending");
    }

    @Test
    void thisProcessHasACgroup() {
        int pid = (int) ProcessHandle.current().pid();

        assertThat(Cgroup.of(pid).pids()).contains(pid);
    }

    private void fails(Category category, String message) {
        assertThatThrownBy(this::find)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.category()).isEqualTo(category));
    }

    private Cgroup find() {
        return new CgroupFinder(root.resolve("proc"), mounts).find(42);
    }

    private Cgroup legacy(Map<String, Path> controllers) {
        return new LegacyCgroup(controllers, root.resolve("proc/partitions"));
    }

    /** A mount below the test's directory. */
    private Mounts.Entry mount(String type, String cgroup, String target, String... data) {
        List<String> all = Stream.concat(Stream.of("rw"), Stream.of(data)).toList();
        return new Mounts.Entry(30, 20, "0:30", cgroup, root.resolve(target), List.of("rw"), type, "cgroup", all);
    }

    private void member(String... lines) {
        Sample.write(root, "proc/42/cgroup", String.join("\n", lines) + "\n");
    }
}
