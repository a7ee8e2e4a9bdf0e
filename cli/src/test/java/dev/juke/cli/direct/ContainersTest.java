/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.juke.sandbox.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainersTest {
    private static final ProcessId DEAD = new ProcessId(1, "0");
    private static final ProcessId US =
            Objects.requireNonNull(ProcessId.of(ProcessHandle.current().pid()));
    private static final ContainerId ONE = new ContainerId("a1".repeat(32));
    private static final ContainerId TWO = new ContainerId("a2".repeat(32));

    @TempDir
    Path directory = Path.of("/");

    private DataRoot root = new DataRoot(directory, new Caller(1000));
    private Path kernel = directory;

    @BeforeEach
    void begin() throws IOException {
        root = new DataRoot(directory.resolve("root"), new Caller(1000));
        kernel = Files.writeString(directory.resolve("kernel"), "k");
    }

    private StoredContainer create(ContainerId id, String name, boolean autoRemove, ProcessId launcher) {
        DirectPlan plan =
                Samples.plan(id, name, autoRemove, root, new Workload.Files(kernel, Samples.KERNEL, null, null));
        return Creation.create(root, plan, launcher);
    }

    private static void record(StoredContainer container, String text) throws IOException {
        Files.writeString(container.directory().resolve(RecordFile.NAME), text);
    }

    @Test
    void whatIsCreatedIsFoundByNameAndByTheBeginningOfItsId() {
        StoredContainer made = create(ONE, "web", false, US);
        Containers containers = Containers.open(root);
        assertThat(containers.find("web")).isEqualTo(made);
        assertThat(containers.find("a1")).isEqualTo(made);
        assertThat(containers.find(ONE.hex())).isEqualTo(made);
        assertThat(containers.list()).containsExactly(made);
        assertThat(made.life()).isEqualTo(new Life.Created());
        assertThatThrownBy(() -> containers.find("nope")).hasMessage("there is no container 'nope'");
    }

    @Test
    void anAmbiguousIdIsRefusedAndANameThatLooksLikeAnIdGoesBefore() {
        create(ONE, "web", false, US);
        StoredContainer second = create(TWO, "a1", false, US);
        Containers containers = Containers.open(root);
        assertThat(containers.find("a1")).isEqualTo(second);
        assertThatThrownBy(() -> containers.find("a")).hasMessage("'a' begins the ids of several containers");
        containers.remove(second);
        assertThat(containers.find("a1").description().id()).isEqualTo(ONE);
    }

    @Test
    void aNameThatIsTakenLeavesNothingOfTheSecondContainer() throws IOException {
        create(ONE, "web", false, US);
        assertThatThrownBy(() -> create(TWO, "web", false, US)).hasMessageContaining("the name 'web' is in use");
        assertThat(Files.exists(root.container(TWO))).isFalse();
        assertThat(Containers.open(root).find("web").description().id()).isEqualTo(ONE);
    }

    @Test
    void aFailureInTheMiddleLeavesNothing() throws IOException {
        Files.delete(kernel);
        assertThatThrownBy(() -> create(ONE, "web", false, US)).hasMessageContaining("no such file");
        assertThat(root.containers()).isEmptyDirectory();
        assertThat(root.names()).isEmptyDirectory();
    }

    @Test
    void aHalfMadeContainerIsSweptAwayByTheNextCommand() throws IOException {
        root.prepare();
        Path half = Files.createDirectory(root.container(ONE));
        Files.writeString(half.resolve("launch"), "");
        new Names(root).reserve("web", ONE);
        Containers.open(root);
        assertThat(root.containers()).isEmptyDirectory();
        assertThat(root.names()).isEmptyDirectory();
    }

    @Test
    void nothingIsSweptWhileSomebodyIsAtWork() throws IOException {
        root.prepare();
        Path half = Files.createDirectory(root.container(ONE));
        Process other = holder(root.path().resolve("containers.lock"));
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            Containers.open(root);
            assertThat(half).exists();
        } finally {
            other.destroyForcibly();
        }
    }

    /** Another process that holds a lock: within one process, all locks are one's own. */
    private static Process holder(Path file) throws IOException {
        Path python = Path.of("/usr/bin/python3");
        assumeThat(python).as("another process is needed to hold the lock").isExecutable();
        String program = "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX);"
                + " print('locked',flush=True); sys.stdin.read()";
        return new ProcessBuilder(python.toString(), "-c", program, file.toString()).start();
    }

    @Test
    void anEndedContainerThatWasToBeRemovedIsSweptAwayAndNoOther() throws IOException {
        record(create(ONE, "gone", true, US), "init 1 0\nexit 0 1700000000000000000 exited\n");
        StoredContainer stays = create(TWO, "stays", false, US);
        record(stays, "init 1 0\nexit 7 1700000000000000000 exited\n");
        assertThat(Containers.open(root).list()).containsExactly(stays);
        assertThat(stays.life()).isEqualTo(new Life.Ended(7, null, Instant.ofEpochSecond(1_700_000_000), "exited", ""));
        assertThat(root.names().resolve("gone")).doesNotExist();
    }

    @Test
    void aContainerToBeRemovedWhoseLauncherIsGoneBeforeItStartedIsSweptAway() {
        create(ONE, "orphan", true, DEAD);
        StoredContainer starting = create(TWO, "starting", true, US);
        assertThat(Containers.open(root).list()).containsExactly(starting);
    }

    @Test
    void aRecordWithoutItsLockAndLastLineIsThatOfAKilledOne() throws IOException {
        StoredContainer killed = create(ONE, "web", false, US);
        record(killed, "init 1 0\nrunning 1700000000000000000\n");
        assertThat(killed.life()).isInstanceOfSatisfying(Life.Ended.class, ended -> {
            assertThat(ended.code()).isEqualTo(137);
            assertThat(ended.started()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
            assertThat(ended.finished()).isAfter(Instant.ofEpochSecond(1_700_000_000));
        });
    }

    @Test
    void jukeInitRemovesAContainerAtItsEndAndOnlyItsOwnName() throws IOException, InterruptedException {
        StoredContainer container = create(ONE, "web", true, US);
        List<String> command = Stream.of(Files.readString(container.directory().resolve("launch"))
                        .split("\0", -1))
                .filter(record -> record.startsWith("finally-arg="))
                .map(record -> record.substring("finally-arg=".length()))
                .toList();
        Path name = container.nameLink();
        assertThat(Files.readSymbolicLink(name)).hasToString(ONE.hex());
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        assertThat(container.directory()).doesNotExist();
        assertThat(root.names()).isEmptyDirectory();
        new Names(root).reserve("web", TWO);
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        assertThat(Files.readSymbolicLink(name)).hasToString(TWO.hex());
    }

    @Test
    void theYoungestComesFirst() {
        create(ONE, "older", false, US);
        create(TWO, "younger", false, US);
        assertThat(Containers.open(root).list())
                .extracting(container -> container.description().name())
                .isEqualTo(List.of("younger", "older"));
    }
}
