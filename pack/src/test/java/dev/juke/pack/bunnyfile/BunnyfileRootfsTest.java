/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.pack.BootFile;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Rootfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BunnyfileRootfsTest extends BunnyfileFixture {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rootfs: { path: x }|FILE:5:17: rootfs.path is given, but rootfs.from is scratch; write 'from: local'",
                "rootfs: { from: img, path: x, type: raw }|FILE:5:28: rootfs.path is given, but rootfs.type is raw; use rootfs.include, or another type",
                "rootfs: { from: local, type: raw }|FILE:5:30: rootfs.from is local, but rootfs.type is raw; use rootfs.include, or another type",
                "rootfs: { from: local, path: x, include: [a] }|FILE:5:43: rootfs.include is given, but rootfs.from is local; write 'from: scratch'",
                "rootfs: { from: img, include: [a] }|FILE:5:32: rootfs.include adds to an image, but rootfs.type is not raw; write 'type: raw'",
                "rootfs: { type: floppy }|FILE:5:17: framework linux has no rootfs of type 'floppy'; use initrd or block or raw",
                "rootfs: { from: local }|FILE:5:17: rootfs.from is local, but rootfs.path is missing; name the initrd or block image",
                "rootfs: { from: local, path: fs.img }|FILE:5:30: rootfs.path is given, but not what it is; write 'type: initrd' or 'type: block'",
                "rootfs: { from: local, path: none, type: block }|FILE:5:30: 'none' does not exist in the context DIR; check the path"
            })
    void aRootfsThatMakesNoSenseIsRefused(String rootfs, String line) {
        refused(HEAD + KERNEL + rootfs, line);
    }

    @Test
    void unikraftHasNoBlockImages() {
        refused(
                HEAD.replace("linux", "unikraft") + KERNEL + "rootfs: { from: local, path: fs.img, type: block }",
                "FILE:5:44: framework unikraft has no rootfs of type 'block'; use initrd or raw");
    }

    @Test
    void theRootfsIsWhatItsSourceAndTypeSay() throws IOException {
        assertThat(read(HEAD + KERNEL).rootfs()).isEqualTo(new Rootfs.None());
        assertThat(read(HEAD + KERNEL + "rootfs: { from: scratch, type: block }")
                        .rootfs())
                .isEqualTo(new Rootfs.None());
        assertThat(read(HEAD + KERNEL + "rootfs: { from: local, path: fs.img, type: block }")
                        .rootfs())
                .isEqualTo(new Rootfs.Block(BootFile.copied(context.resolve("fs.img"))));
        assertThat(read(HEAD + KERNEL + "rootfs: { include: [conf] }").rootfs()).isInstanceOf(Rootfs.ImageTree.class);
        assertThat(read(HEAD.replace("linux", "unikraft") + KERNEL + "rootfs: { include: [conf] }")
                        .rootfs())
                .isInstanceOf(Rootfs.Made.class);
    }

    @Test
    void bothShapesOfIncludeMayBeMixed() throws IOException {
        BuildRequest request = read(HEAD + KERNEL + """
                rootfs:
                  type: initrd
                  include:
                    - conf/:/etc
                    - app.elf
                    - "conf/a:"
                    - { source: fs.img, destination: /disk/ }
                    - { from: local, source: conf/a, destination: b:c }
                """);
        assertThat(((Rootfs.Made) request.rootfs()).tree().nodes().keySet())
                .containsExactly("app.elf", "b:c", "conf", "conf/a", "disk", "disk/fs.img", "etc", "etc/a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "':/x'|FILE:5:22: an element of rootfs.include names no source; write SOURCE[:DESTINATION]",
                "[a]|FILE:5:22: an element of rootfs.include is neither a text nor a mapping; write SOURCE[:DESTINATION], or the keys from, source and destination",
                "{ destination: /x }|FILE:5:22: rootfs.include.source is missing; add it",
                "{ source: conf }|FILE:5:22: rootfs.include.destination is missing; add it",
                "{ source: conf, target: x, destination: /c }|FILE:5:38: unknown key 'rootfs.include.target'; known here are: from, source, destination",
                "none|FILE:5:22: 'none' does not exist in the context DIR; check the path",
                "../x|FILE:5:22: '../x' lies outside of the context DIR; copy it into the context",
                "conf/../../x|FILE:5:22: 'conf/../../x' lies outside of the context DIR; copy it into the context",
                "link/a|FILE:5:22: 'link/a' goes through the symbolic link DIR/link; name the directory that it points at"
            })
    void anIncludeThatMakesNoSenseIsRefused(String include, String line) throws IOException {
        Files.createSymbolicLink(context.resolve("link"), Path.of("conf"));
        refused(HEAD + KERNEL + "rootfs: { include: [ " + include + " ] }", line);
    }
}
