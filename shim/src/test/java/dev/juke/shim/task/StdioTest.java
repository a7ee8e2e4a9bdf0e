/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        String script = "until [ -e %s/go ]; do sleep 0.02; done; echo out; echo err >&2; head -c 200000 /dev/zero";
        assertThat(run(script.formatted(directory), uri, uri)).startsWith("pipe:");
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
    void whatIsNoStreamIsRefused() {
        for (String name : new String[] {"relative", "file:relative", "fifo:", "file:///a b", "binary:///a b"}) {
            assertThatThrownBy(() -> cell.call(
                            "Create",
                            cell.bundle("x" + Math.abs(name.hashCode()), "true")
                                    .setStdout(name)
                                    .build()))
                    .as(name)
                    .isInstanceOfSatisfying(
                            StatusException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }
}
