/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedTreeTest {
    @Test
    void ownersAndModesAreThoseOfTheImage(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("etc/deep"));
        Path secret = Files.writeString(root.resolve("etc/secret"), "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(root.resolve("etc/deep"), "unix:mode", 01777);
        Files.createSymbolicLink(root.resolve("link"), Path.of("/etc/nowhere"));
        FileTree tree = MountedTree.read(root);
        assertThat(tree.nodes().keySet()).containsExactly("etc", "etc/deep", "etc/secret", "link");
        Node file = Objects.requireNonNull(tree.get("etc/secret"));
        assertThat(file.permissions().mode()).isEqualTo(0600);
        assertThat(file.permissions().uid()).isEqualTo(((Integer) Files.getAttribute(secret, "unix:uid")).longValue());
        assertThat(Objects.requireNonNull(tree.get("etc/deep")).permissions().mode())
                .isEqualTo(01777);
        assertThat(tree.get("link"))
                .isInstanceOfSatisfying(
                        Node.Link.class, link -> assertThat(link.target()).isEqualTo("/etc/nowhere"));
    }
}
