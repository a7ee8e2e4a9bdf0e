/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.juke.linux.Fifo;
import dev.juke.shim.api.options.Runc.Options;
import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams that are no FIFOs. */
@Timeout(120)
class StdioTest {
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

    private String run(String script, String stdout, String stderr) throws Exception {
        cell.call(
                "Create",
                cell.bundle("a", script).setStdout(stdout).setStderr(stderr).build());
        cell.start("a", "");
        return Files.readSymbolicLink(Path.of("/proc/" + cell.state("a", "").getPid() + "/fd/1"))
                .toString();
    }

    @Test
    void aFileIsWrittenByTheCellAndTheProcessHasAPipe() throws Exception {
        Path file = directory.resolve("new/sub directory/log");
        String uri = file.toUri().toString();
        assertThat(uri).contains("sub%20directory");
        String wait = "until [ -e " + directory + "/go ]; do sleep 0.02; done; ";
        assertThat(run(wait + "echo out; echo err >&2; head -c 200000 /dev/zero", uri, uri))
                .startsWith("pipe:");
        Files.createFile(directory.resolve("go"));
        assertThat(cell.await("a", "")).isZero();
        assertThat(Files.readString(file)).contains("out\n", "err\n").hasSize(8 + 200_000);
        cell.delete("a", "");
    }

    @Test
    void aFileIsAppendedTo() throws Exception {
        Path file = Files.writeString(directory.resolve("log"), "before\n");
        cell.create("a", "exec sleep 1000");
        cell.start("a", "");
        cell.exec("a", "e", "echo more", "file://" + file);
        cell.start("a", "e");
        assertThat(cell.await("a", "e")).isZero();
        assertThat(file).hasContent("before\nmore");
        cell.kill("a", "", KILL);
        cell.await("a", "");
        cell.delete("a", "");
    }

    @Test
    void aFileOnAFullDiskDoesNotHoldUpTheProcess() throws Exception {
        cell.call(
                "Create",
                cell.bundle("a", "head -c 1000000 /dev/zero; exit 6")
                        .setStdout("file:///dev/full")
                        .build());
        cell.start("a", "");
        assertThat(cell.await("a", "")).isEqualTo(6);
        cell.delete("a", "");
    }

    @Test
    void aProcessWhoseEndIsKnownButNotToldYetIsNotSignalled() throws Exception {
        cell.create("a", "exec sleep 1000");
        cell.start("a", "");
        // What it leaves behind keeps its stream, which is waited for.
        cell.exec("a", "e", "sleep 15 & exit 4", "file://" + directory.resolve("log"));
        cell.start("a", "e");
        int pid = cell.state("a", "e").getPid();
        TestCell.eventually(() -> !Files.exists(Path.of("/proc/" + pid)));
        assertThatThrownBy(() -> cell.kill("a", "e", KILL))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
        assertThat(cell.await("a", "e")).isEqualTo(4);
        cell.kill("a", "", KILL);
        cell.await("a", "");
        cell.delete("a", "");
    }

    @Test
    void streamsBelongToWhomTheOptionsName() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root may give files away");
        Path fifo = directory.resolve("fifo");
        Fifo.make(fifo, PosixFilePermissions.fromString("rw-------"));
        cell.call(
                "Create",
                cell.bundle("a", "exec sleep 1000")
                        .setStdout("file://" + directory.resolve("log"))
                        .setStderr(fifo.toString())
                        .setOptions(
                                cell.options(Options.newBuilder().setIoUid(1234).setIoGid(4321)))
                        .build());
        Path streams = Path.of("/proc/" + cell.state("a", "").getPid() + "/fd");
        for (String stream : new String[] {"1", "2"}) {
            assertThat(Files.getAttribute(streams.resolve(stream), "unix:uid")).isEqualTo(1234);
            assertThat(Files.getAttribute(streams.resolve(stream), "unix:gid")).isEqualTo(4321);
        }
        // The file is the cell's.
        assertThat(Files.getAttribute(directory.resolve("log"), "unix:uid")).isEqualTo(0);
        cell.delete("a", "");
    }

    /** A program that takes output, with that script. */
    private String logProgram(String script) throws IOException {
        Path program = Files.writeString(directory.resolve("logger"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return "binary://" + program + "?to=" + directory.resolve("log");
    }

    @Test
    void aProgramGetsBothStreams() throws Exception {
        String stdout = logProgram("exec 5>&-; cat <&3 >\"$2\"; cat <&4 >>\"$2\"");
        cell.call(
                "Create",
                cell.bundle("a", "echo out; echo err >&2").setStdout(stdout).build());
        cell.start("a", "");
        assertThat(cell.await("a", "")).isZero();
        TestCell.eventually(() -> content("log").equals("out\nerr\n"));
        cell.delete("a", "");
    }

    private String content(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void aProgramThatDoesNotEndWithItsStreamsIsTold() throws Exception {
        String stdout = logProgram(
                "trap 'echo told >" + directory + "/end; exit' TERM; exec 5>&-; while :; do sleep 0.1; done");
        cell.call("Create", cell.bundle("a", "true").setStdout(stdout).build());
        cell.start("a", "");
        cell.await("a", "");
        cell.delete("a", "");
        assertThat(content("end")).isEmpty();
        TestCell.eventually(() -> content("end").equals("told\n"));
    }

    @Test
    void aProgramThatIsNeverReadyBlocksNobodyAndIsKilled() throws Exception {
        String stdout = logProgram("echo $$ >" + directory + "/logger-pid; sleep 1000 & wait");
        CompletableFuture<byte[]> create = TestCell.meanwhile(() -> cell.call(
                "Create", cell.bundle("never", "true").setStdout(stdout).build()));
        TestCell.eventually(() -> !content("logger-pid").isEmpty());
        cell.create("other", "exit 3");
        cell.start("other", "");
        assertThat(cell.await("other", "")).isEqualTo(3);
        cell.delete("other", "");
        assertThat(create).isNotDone();
        assertThatThrownBy(create::join).rootCause().hasMessageContaining("was not ready within 10 s");
        Path program = Path.of("/proc", content("logger-pid").strip());
        TestCell.eventually(() -> !Files.exists(program));
        cell.create("never", "true");
        cell.start("never", "");
        cell.await("never", "");
        cell.delete("never", "");
    }

    @Test
    void whatIsNoStreamIsRefused() {
        for (String name : new String[] {"relative", "file:relative", "fifo:", "file:///a b", "binary:///a b"}) {
            assertThatThrownBy(() -> cell.call(
                            "Create", cell.bundle("a", "true").setStdout(name).build()))
                    .as(name)
                    .isInstanceOfSatisfying(
                            StatusException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }
}
