/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.Trees;
import dev.juke.shim.api.options.Runc.Options;
import dev.juke.shim.api.task.PauseRequest;
import dev.juke.shim.api.task.ResumeRequest;
import dev.juke.shim.api.types.Status;
import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls at the same time, and what they leave. */
@Timeout(120)
class TaskServiceTest {
    private static final int KILL = 9;

    @TempDir
    private Path directory;

    private TestCell cell;

    @BeforeEach
    void begin() throws IOException {
        cell = new TestCell(directory, (_, _) -> null);
    }

    @AfterEach
    void end() {
        cell.close();
    }

    private static void refused(ThrowingCallable call, Code code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
        });
    }

    private CompletableFuture<Void> starting(String id, String execId) {
        return TestCell.meanwhile(() -> {
            cell.start(id, execId);
            return null;
        });
    }

    private void end(String id) throws Exception {
        cell.kill(id, "", KILL);
        assertThat(cell.await(id, "")).isEqualTo(128 + KILL);
        cell.delete(id, "");
    }

    @Test
    void aLifeIsToldInItsOrder() throws Exception {
        cell.create("a", "exit 5");
        cell.start("a", "");
        assertThat(cell.await("a", "")).isEqualTo(5);
        assertThat(cell.state("a", "").getExitStatus()).isEqualTo(5);
        cell.delete("a", "");
        cell.hasEvents("create", "start", "exit", "delete");
    }

    @Test
    void whileAContainerStartsItIsSeenAndKilledAndItsEndIsToldAfterItsStart() throws Exception {
        cell.create("a", "exec sleep 1000");
        cell.hold("start");
        CompletableFuture<Void> start = starting("a", "");
        TestCell.eventually(() -> cell.wasCalled("start"));
        assertThat(cell.status("a")).isEqualTo(Status.CREATED);
        refused(() -> cell.start("a", ""), Code.FAILED_PRECONDITION, "its start is under way");
        refused(() -> cell.delete("a", ""), Code.FAILED_PRECONDITION, "wait for that, or kill it");
        cell.kill("a", "", KILL);
        cell.release("start");
        start.get();
        assertThat(cell.await("a", "")).isEqualTo(128 + KILL);
        cell.delete("a", "");
        cell.hasEvents("create", "start", "exit", "delete");
    }

    @Test
    void whileAnExecStartsNothingElseWaits() throws Exception {
        cell.create("a", "exec sleep 1000");
        cell.start("a", "");
        cell.exec("a", "slow", "exec sleep 1000");
        cell.hold("exec");
        CompletableFuture<Void> start = starting("a", "slow");
        TestCell.eventually(() -> cell.wasCalled("exec"));
        assertThat(cell.state("a", "slow").getStatus()).isEqualTo(Status.CREATED);
        refused(() -> cell.kill("a", "slow", KILL), Code.FAILED_PRECONDITION, "start it first");
        cell.exec("a", "other", "true");
        cell.delete("a", "other");
        cell.call("Pause", PauseRequest.newBuilder().setId("a").build());
        assertThat(cell.status("a")).isEqualTo(Status.PAUSED);
        cell.call("Resume", ResumeRequest.newBuilder().setId("a").build());
        cell.release("exec");
        start.get();
        cell.kill("a", "slow", KILL);
        assertThat(cell.await("a", "slow")).isEqualTo(128 + KILL);
        end("a");
        cell.hasEvents(
                "create",
                "start",
                "exec-added",
                "exec-added",
                "paused",
                "resumed",
                "exec-started",
                "exit",
                "exit",
                "delete");
    }

    @Test
    void deleteDuringCreateWaitsForIt() throws Exception {
        cell.hold("create");
        CompletableFuture<Void> create = TestCell.meanwhile(() -> {
            cell.create("a", "exec sleep 1000");
            return null;
        });
        TestCell.eventually(() -> cell.wasCalled("create"));
        CompletableFuture<Void> delete = TestCell.meanwhile(() -> {
            cell.delete("a", "");
            return null;
        });
        Thread.sleep(100);
        assertThat(delete).isNotDone();
        cell.release("create");
        create.get();
        delete.get();
        cell.hasEvents("create", "exit", "delete");
        refused(() -> cell.status("a"), Code.NOT_FOUND, "task a does not exist");
    }

    @Test
    void deleteDuringACreateThatFailsFindsNothing() throws Exception {
        cell.hold("create");
        cell.failing("create", "no such device");
        CompletableFuture<Void> create = TestCell.meanwhile(() -> {
            cell.create("a", "true");
            return null;
        });
        TestCell.eventually(() -> cell.wasCalled("create"));
        CompletableFuture<Void> delete = TestCell.meanwhile(() -> {
            cell.delete("a", "");
            return null;
        });
        cell.release("create");
        refused(create::join, "no such device");
        refused(delete::join, "task a does not exist");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).rootCause().hasMessageContaining(message);
    }

    @Test
    void execsThatWereNeverStartedEndWithTheContainer() throws Exception {
        cell.create("a", "exec sleep 1000");
        cell.start("a", "");
        cell.exec("a", "stale", "true", "file://" + directory.resolve("log"));
        CompletableFuture<Integer> wait = TestCell.meanwhile(() -> cell.await("a", "stale"));
        assertThat(openFiles()).contains(directory.resolve("log").toString());
        cell.kill("a", "", KILL);
        cell.await("a", "");
        assertThat(wait.get()).isEqualTo(128 + KILL);
        assertThat(openFiles()).doesNotContain(directory.resolve("log").toString());
        refused(() -> cell.start("a", "stale"), Code.FAILED_PRECONDITION, "it has ended");
        cell.delete("a", "stale");
        cell.delete("a", "");
        cell.hasEvents("create", "start", "exec-added", "exit", "delete");
    }

    /** What the descriptors of this process are. */
    private static List<String> openFiles() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    names.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException e) {
                    // It was that of this listing.
                }
            }
        }
        return names;
    }

    @Test
    void livesLeaveNoDescriptors() throws Exception {
        live("first");
        int before = openFiles().size();
        for (int i = 0; i < 5; i++) {
            live("again" + i);
        }
        TestCell.eventually(() -> {
            try {
                return openFiles().size() <= before;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void live(String id) throws Exception {
        String file = "file://" + directory.resolve("log");
        cell.call(
                "Create",
                cell.bundle(id, "exec sleep 1000")
                        .setStdout(file)
                        .setStderr(file)
                        .build());
        cell.start(id, "");
        cell.exec(id, "e", "true", file);
        cell.start(id, "e");
        cell.await(id, "e");
        cell.delete(id, "e");
        end(id);
    }

    @Test
    void aContainerThatEndsWhileItIsCreatedIsNotATaskThatIsUnknown() throws Exception {
        Files.createFile(directory.resolve("dead"));
        refused(() -> cell.create("a", "true"), Code.UNKNOWN, "the container has ended while it was created");
        Files.delete(directory.resolve("dead"));
        cell.create("a", "true");
        cell.delete("a", "");
    }

    @Test
    void anExecThatCannotBeStartedIsOver() throws Exception {
        cell.create("a", "exec sleep 1000");
        cell.start("a", "");
        cell.exec("a", "bad", "true");
        cell.failing("exec", "no such file");
        refused(() -> cell.start("a", "bad"), Code.UNKNOWN, "OCI runtime exec failed: no such file");
        assertThat(cell.await("a", "bad")).isEqualTo(128 + KILL);
        refused(() -> cell.start("a", "bad"), Code.FAILED_PRECONDITION, "it has ended");
        cell.delete("a", "bad");
        end("a");
    }

    @Test
    void whatAnExecIsToldIsForNobodyElse() throws Exception {
        cell.create("a", "exec sleep 1000");
        cell.start("a", "");
        cell.exec("a", "e", "true");
        cell.hold("exec");
        CompletableFuture<Void> start = starting("a", "e");
        TestCell.eventually(() -> cell.wasCalled("exec"));
        Path file = directory.resolve("bundles/a/exec-e.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        cell.release("exec");
        start.get();
        assertThat(file).doesNotExist();
        cell.await("a", "e");
        end("a");
    }

    @Test
    void aTaskThatCannotBeDeletedCanBeDeletedLater() throws Exception {
        cell.create("a", "exit 4");
        cell.start("a", "");
        cell.await("a", "");
        cell.failing("delete", "device busy");
        refused(() -> cell.delete("a", ""), Code.UNKNOWN, "device busy");
        Files.delete(directory.resolve("fail-delete"));
        cell.delete("a", "");
        cell.hasEvents("create", "start", "exit", "delete");
    }

    @Test
    void systemdMakesTheCgroupsWhoseNamesAreSystemds() throws Exception {
        cell.call(
                "Create",
                cell.bundle("a", "true", "kubepods-pod1.slice:cri-containerd:a").build());
        cell.call("Create", cell.bundle("b", "true", "/kubepods/pod1/b").build());
        assertThat(cell.calls())
                .anyMatch(call -> call.endsWith(" a by systemd"))
                .noneMatch(call -> call.endsWith(" b by systemd"));
        cell.delete("a", "");
        cell.delete("b", "");
    }

    @Test
    void whatCannotBeHeededIsToldOnce() throws Exception {
        for (String id : new String[] {"a", "b"}) {
            cell.call(
                    "Create",
                    cell.bundle(id, "true")
                            .setOptions(cell.options(Options.newBuilder().setCriuPath("/opt/criu")))
                            .build());
            cell.delete(id, "");
        }
        assertThat(cell.log()).containsOnlyOnce("the path of criu is not heeded");
    }

    @Test
    void theRuntimeAndItsDirectoryAreNotedForDelete() throws Exception {
        cell.create("a", "true");
        assertThat(directory.resolve("bundles/a/juke-root"))
                .hasContent(directory.resolve("state/default") + "\n" + directory.resolve("runc"));
        cell.delete("a", "");
    }

    @Test
    void aNameThatIsGivenAwayAgainWhileADeleteLingersStaysTheNewTasks() throws Exception {
        cell.create("a", "exit 4");
        cell.start("a", "");
        cell.await("a", "");
        // As the launcher removes it, when containerd has given the cell up; and then containerd begins anew.
        cell.hold("delete");
        CompletableFuture<Void> delete = TestCell.meanwhile(() -> {
            cell.delete("a", "");
            return null;
        });
        TestCell.eventually(() -> cell.wasCalled("delete"));
        Trees.delete(directory.resolve("state/default/a"));
        cell.create("a", "exec sleep 1000");
        cell.start("a", "");
        int pid = cell.state("a", "").getPid();
        Files.move(directory.resolve("state/default/a"), directory.resolve("state/default/kept"));
        cell.release("delete");
        delete.get();
        Files.move(directory.resolve("state/default/kept"), directory.resolve("state/default/a"));
        assertThat(cell.state("a", "").getPid()).isEqualTo(pid);
        assertThat(directory.resolve("key/1/tasks/a")).exists();
        end("a");
        assertThat(directory.resolve("key/1/tasks/a")).doesNotExist();
    }
}
