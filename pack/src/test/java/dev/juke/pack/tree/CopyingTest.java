/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyingTest {
    @TempDir
    private Path directory;

    private FileTree from = new FileTree();
    private final FileTree to = new FileTree();

    @BeforeEach
    void makeTree() throws IOException {
        Path tar = Tars.write(directory.resolve("a.tar"), "d/", "d/x=1", "d/s/y=2", "d/z=>d/x", "l->d", "f=3");
        from = FileTree.ofTar(tar, directory, _ -> {});
        to.put("usr/lib", new Node.Directory(Permissions.DIRECTORY));
        to.put("lib", new Node.Link(Permissions.LINK, "usr/lib"));
        to.put("old", new Node.Link(Permissions.LINK, "none"));
    }

    @ParameterizedTest
    @CsvSource({
        "f,/,f",
        "f,/lib,usr/lib/f",
        "f,lib/,usr/lib/f",
        "f,lib/g,usr/lib/g",
        "f,/new/,new new/f",
        "f,a/../../b,b",
        "f,old,old",
        "/d,/lib,usr/lib/d usr/lib/d/s usr/lib/d/s/y usr/lib/d/x usr/lib/d/z",
        "d/,/new,new new/s new/s/y new/x new/z",
        "l,m,m",
        "l/x,m,m",
        "/,m,m m/d m/d/s m/d/s/y m/d/x m/d/z m/f m/l"
    })
    void bunnysIncludesLandWhereBuildKitPutsThem(String source, String destination, String paths) {
        copies(source, destination, Copying.BUNNY, paths);
    }

    @ParameterizedTest
    @CsvSource({
        "f,/,f",
        "/d,/lib,usr/lib/s usr/lib/s/y usr/lib/x usr/lib/z",
        "d/,/new,new new/s new/s/y new/x new/z",
        "l,m,m m/s m/s/y m/x m/z",
        "d,/,s s/y x z"
    })
    void ofADirectoryAContainerfileCopiesTheContents(String source, String destination, String paths) {
        copies(source, destination, Copying.CONTAINERFILE, paths);
    }

    private void copies(String source, String destination, Copying how, String paths) {
        FileTree before = new FileTree();
        to.nodes().forEach(before::put);
        to.copy(from, source, destination, how);
        assertThat(to.nodes().entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                        .map(java.util.Map.Entry::getKey))
                .containsExactly(paths.split(" ", -1));
    }

    @Test
    void ownersAndModesCanBeGiven() {
        to.copy(from, "d", "new/dir", Copying.BUNNY.as(old -> old.owned(5, 6).with(0700)));
        assertThat(Objects.requireNonNull(to.get("new/dir/x")).permissions()).isEqualTo(new Permissions(0700, 5, 6));
        assertThat(Objects.requireNonNull(to.get("new/dir")).permissions()).isEqualTo(new Permissions(0700, 5, 6));
        assertThat(Objects.requireNonNull(to.get("new")).permissions()).isEqualTo(new Permissions(0755, 5, 6));
    }

    @Test
    void namesOfOneFileStaySoAndTwoCopiesAreTwoFiles() {
        to.copy(from, "d", "one", Copying.BUNNY);
        to.copy(from, "d", "two", Copying.BUNNY);
        assertThat(content("one/x"))
                .isSameAs(content("one/z"))
                .isNotSameAs(content("two/x"))
                .isEqualTo(content("two/x"));
    }

    private Content content(String path) {
        return ((Node.File) Objects.requireNonNull(to.get(path))).content();
    }

    @Test
    void aDirectoryIsNotCopiedOverALink() {
        FileTree root = new FileTree();
        root.put("lib/x", new Node.Link(Permissions.LINK, "y"));
        assertThatThrownBy(() -> to.copy(root, "/", "/", Copying.CONTAINERFILE))
                .hasMessage("'lib' would be a directory and something else");
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThatThrownBy(() -> to.copy(from, "d/none", "x", Copying.BUNNY)).hasMessage("'d/none' does not exist");
    }

    @Test
    void aTreeCanBeCopiedIntoItself() {
        from.copy(from, "d", "e", Copying.BUNNY);
        assertThat(from.below("e").keySet()).containsExactly("e/s", "e/s/y", "e/x", "e/z");
    }
}
