/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.pack.disk.ext.ExtWriter;
import dev.juke.pack.disk.ext.Flavour;
import dev.juke.pack.disk.ffs.FfsWriter;
import dev.juke.pack.disk.iso.IsoWriter;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisksTest {
    private static final long TIME = 1_700_000_000;

    @TempDir
    private Path directory;

    private static DiskWriter writer(String format) {
        return switch (format) {
            case "EXT2" -> new ExtWriter(Flavour.EXT2);
            case "EXT4" -> new ExtWriter(Flavour.EXT4);
            case "ISO9660" -> new IsoWriter();
            default -> new FfsWriter();
        };
    }

    private Path write(String format, FileTree tree, long size) throws IOException {
        Path file = Files.createTempFile(directory, format, ".img");
        writer(format).write(tree, size, TIME, file);
        return file;
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXT2", "EXT4"})
    void e2fsckFindsNothingAndDebugfsFindsEverything(String format) throws Exception {
        FileTree tree = SampleTree.make(directory);
        String image = write(format, tree, 0).toString();
        Programs.run("e2fsck", "-fn", image);
        Path dump = Files.createDirectory(directory.resolve("dump"));
        Programs.run("debugfs", "-R", "rdump / " + dump, image);
        assumeTrue(isRoot(), "only root can see owners");
        // It makes files without set-id and sticky bits.
        Map<String, String> expected = new TreeMap<>(Described.tree(tree));
        expected.computeIfPresent("own/set", (_, line) -> line.replace("6755", "755"));
        expected.computeIfPresent("own", (_, line) -> line.replace("1777", "777"));
        assertThat(Described.differences(Described.directory(dump), expected)).isEmpty();
        assertThat(Programs.run("debugfs", "-R", "stat own/set", image)).contains("Mode:  06755");
        assertThat(Programs.run("debugfs", "-R", "stat own", image)).contains("Mode:  01777");
        assertThat(Programs.run("debugfs", "-R", "stat hard/two", image)).contains("Links: 2");
        assertThat(Programs.run("debugfs", "-R", "stat sizes/1", image)).contains("mtime: 0x6553f100:00000000");
    }

    @Test
    void xorrisoFindsEverything() throws Exception {
        FileTree tree = SampleTree.make(directory);
        String image = write("ISO9660", tree, 0).toString();
        Path dump = directory.resolve("dump");
        Programs.run("xorriso", "-osirrox", "on", "-indev", image, "-extract", "/", dump.toString());
        assumeTrue(isRoot(), "only root can see owners");
        assertThat(Described.differences(Described.directory(dump), Described.tree(tree)))
                .isEmpty();
        assertThat(Programs.run("isoinfo", "-R", "-l", "-i", image)).contains("UPPER", "upper", "70000");
    }

    @Test
    void sleuthkitAndGrubReadFfs() throws Exception {
        FileTree tree = SampleTree.make(directory);
        String image = write("FFS", tree, 0).toString();
        assertThat(Described.differences(new FfsReader(Path.of(image)).tree(), Described.tree(tree)))
                .isEmpty();
        assertThat(Programs.run("fls", "-f", "ufs1", "-r", "-p", "-l", image))
                .contains(
                        "sizes/17000001\t", "many/file-with-a-name-2999\t", "\t77\t65536\t1\n", "2023-11-14 22:13:20");
        Path copied = directory.resolve("copied");
        Programs.run("grub-fstest", image, "cp", "(loop0)/sizes/17000001", copied.toString());
        assertThat(Described.tree(tree).get("sizes/17000001")).endsWith(Described.sum(Content.of(copied)));
    }

    @ParameterizedTest
    @CsvSource({
        "EXT2,3c7948c1116a34babd4fb39234f7884bab4d7cd76858422aff7ef46bcd3cefd2",
        "EXT4,3f75fd41d9a70c47d872a938305cb795527338ba26cee635baedf334bff22284",
        "ISO9660,114a4e1e0b806b6e8991feecb82a4de2f8b483df3445cecfa7709a36cb1bb5e1",
        "FFS,ecc633de747c1aff83c8e7fad5c4af9a609b4da1711fd002bba88a40b7233ca8"
    })
    void theBytesAreTheSameOnEveryHost(String format, String digest) throws Exception {
        byte[] bytes = Files.readAllBytes(write(format, SampleTree.make(directory), 0));
        String found =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        assertThat(found).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXT2", "EXT4", "ISO9660", "FFS"})
    void theOrderOfFilesOnTheHostDoesNotMatter(String format) throws IOException {
        Path other = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(other), "there is no second file system at /dev/shm");
        Path there = Files.createTempDirectory(other, "juke");
        try {
            for (int i = 0; i < 50; i++) {
                Files.writeString(directory.resolve("f" + i), "x".repeat(i));
            }
            for (int i = 49; i >= 0; i--) {
                Files.writeString(there.resolve("f" + i), "x".repeat(i));
            }
            FileTree here = FileTree.of(directory);
            assertThat(write(format, FileTree.of(there), 0)).hasSameBinaryContentAs(write(format, here, 0));
        } finally {
            Trees.delete(there);
        }
    }

    @ParameterizedTest
    @CsvSource({"EXT2,25165824", "EXT4,30000000", "ISO9660,30000000", "FFS,40000001"})
    void aSizeThatIsGivenIsKept(String format, long size) throws Exception {
        FileTree tree = new FileTree();
        tree.put("a/b", new Node.File(Permissions.FILE, new Content(Path.of("/dev/null"), 0, 0)));
        Path image = write(format, tree, size);
        assertThat(image).hasSize(size);
        if (format.startsWith("EXT")) {
            Programs.run("e2fsck", "-fn", image.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXT2", "EXT4", "ISO9660", "FFS"})
    void aSizeThatIsTooSmallIsRefusedWithTheOneThatIsNeeded(String format) throws IOException {
        FileTree tree = SampleTree.make(directory);
        assertThatThrownBy(() -> write(format, tree, 1 << 20))
                .isInstanceOf(JukeException.class)
                .hasMessageMatching("the files do not fit on a disk of 1048576 bytes: they need \\d+")
                .satisfies(e -> {
                    String need = String.valueOf(e.getMessage()).replaceAll(".* ", "");
                    assertThat(write(format, tree, Long.parseLong(need))).hasSize(Long.parseLong(need));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXT2", "EXT4", "ISO9660", "FFS"})
    void whatNoFileSystemHoldsIsRefusedByName(String format) {
        FileTree names = new FileTree();
        names.put("ü".repeat(128), new Node.Directory(Permissions.DIRECTORY));
        assertThatThrownBy(() -> write(format, names, 0)).hasMessageContaining("üü' has 256 bytes");
        FileTree owners = new FileTree();
        owners.put("x", new Node.Directory(new Permissions(0755, 0, 1L << 32)));
        assertThatThrownBy(() -> write(format, owners, 0)).hasMessageContaining("'x' belongs to number 4294967296");
        FileTree links = new FileTree();
        links.put("y", new Node.Link(Permissions.LINK, "z".repeat(4096)));
        assertThatThrownBy(() -> write(format, links, 0)).hasMessageContaining("link 'y' has a target of 4096 bytes");
    }
}
