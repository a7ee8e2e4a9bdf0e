/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTreeTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(directory.resolve("d/sub"));
        Files.writeString(directory.resolve("d/sub/x"), "x");
        Files.writeString(directory.resolve("d/y"), "y");
        Files.writeString(directory.resolve("f"), "f");
        Files.createDirectories(directory.resolve("e"));
        Files.writeString(directory.resolve("e/z"), "z");
    }

    private Include include(String source, String destination) {
        Path path = directory.resolve(source);
        return new Include(path, path.getFileName().toString(), destination);
    }

    @ParameterizedTest
    @CsvSource({
        "f,f,f",
        "f,/f,f",
        "f,/a/b/g,a a/b a/b/g",
        "f,/a/,a a/f",
        "f,/,f",
        "d,/d,d d/sub d/sub/x d/y",
        "d,/new,new new/sub new/sub/x new/y",
        "d,/new/,new new/sub new/sub/x new/y",
        "d,/,d d/sub d/sub/x d/y",
        "d/sub/x,a/../../b,b"
    })
    void aCopyLandsWhereBuildKitPutsIt(String source, String destination, String paths) {
        assertThat(FileTree.of(List.of(include(source, destination))).nodes().keySet())
                .containsExactly(paths.split(" ", -1));
    }

    @Test
    void whatIsCopiedIntoADirectoryThatExistsKeepsItsName() {
        assertThat(FileTree.of(List.of(include("d", "/a"), include("e", "/a"), include("f", "/a")))
                        .nodes()
                        .keySet())
                .containsExactly("a", "a/e", "a/e/z", "a/f", "a/sub", "a/sub/x", "a/y");
    }

    @Test
    void ofAWholeContextOnlyTheContentIsCopied() {
        assertThat(FileTree.of(List.of(new Include(directory.resolve("d"), "", "/")))
                        .nodes()
                        .keySet())
                .containsExactly("sub", "sub/x", "y");
        assertThat(FileTree.of(directory.resolve("d")).nodes().keySet()).containsExactly("sub", "sub/x", "y");
    }

    @Test
    void theLaterCopyWins() {
        FileTree tree = FileTree.of(List.of(include("f", "/g"), include("d/y", "/g")));
        assertThat(tree.nodes().get("g"))
                .isEqualTo(new Node.File(Permissions.FILE, new Content(directory.resolve("d/y"), 0, 1)));
    }

    @Test
    void aDirectoryAndAFileDoNotFitIntoOnePlace() {
        assertThatThrownBy(() -> FileTree.of(List.of(include("f", "/g"), include("d", "/g"))))
                .isInstanceOf(JukeException.class)
                .hasMessage("'g' would be a directory and something else");
        assertThatThrownBy(() -> FileTree.of(List.of(include("f", "/g"), include("f", "/g/h"))))
                .hasMessage("'g/h' cannot be put into 'g', which is no directory");
    }

    @Test
    void ofTheModeOnlyExecutabilityIsKept() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("f"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(directory.resolve("e/z"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(directory.resolve("e"), PosixFilePermissions.fromString("rwx------"));
        FileTree tree = FileTree.of(List.of(include("f", "f"), include("e", "e")));
        assertThat(tree.nodes().values())
                .extracting(node -> node.permissions().mode())
                .containsExactly(0755, 0644, 0755);
    }

    @Test
    void linksAreCopiedAndNotFollowed() throws IOException {
        Files.createSymbolicLink(directory.resolve("e/link"), directory.resolve("d"));
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("none"));
        FileTree tree = FileTree.of(List.of(include("e", "e"), include("dangling", "l")));
        assertThat(tree.nodes().get("e/link"))
                .isEqualTo(
                        new Node.Link(Permissions.LINK, directory.resolve("d").toString()));
        assertThat(tree.nodes().get("l")).isEqualTo(new Node.Link(Permissions.LINK, "none"));
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        Path pipe = directory.resolve("e/pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> FileTree.of(List.of(include("e", "e"))))
                .hasMessage(pipe + " is neither file, directory nor link");
    }

    @Test
    void whatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> FileTree.of(List.of(include("none", "x"))))
                .hasMessage(directory.resolve("none") + " cannot be copied: no such file or directory");
    }
}
