/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarEntry.Kind;
import dev.juke.image.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Archives that ADD unpacks; none of their names becomes a path of this host. */
class AddArchiveTest extends Fixture {
    private static TarEntry entry(String name, Kind kind, String target) {
        return new TarEntry(name, kind, target, 0640, 5, 6, 0, kind == Kind.FILE ? 1 : 0, 0);
    }

    private void archive(TarEntry... entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(context.resolve("a.tar"));
                TarWriter tar = new TarWriter(out)) {
            for (TarEntry entry : entries) {
                tar.write(entry, "x".repeat((int) entry.size()).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void entriesKeepOwnersAndModesAndLaterOnesReplaceEarlierOnes() throws IOException {
        archive(
                entry("./", Kind.DIRECTORY, ""),
                entry("./f", Kind.FILE, ""),
                entry("deep/g", Kind.FILE, ""),
                entry("h", Kind.HARD_LINK, "./f"),
                entry("link", Kind.SYMLINK, "deep"),
                entry("link/through", Kind.FILE, ""));
        assertThat(files(unikernel("FROM scratch\nADD a.tar /d\n")))
                .containsExactly(
                        "d 755 0:0 /",
                        "d/deep 755 0:0 /",
                        "d/deep/g 640 5:6 x",
                        "d/deep/through 640 5:6 x",
                        "d/f 640 5:6 x",
                        "d/h 640 5:6 x",
                        "d/link 777 5:6 -> deep");
        assertThat(files(unikernel("FROM scratch\nADD --chown=1:2 a.tar /d/\n")))
                .contains("d 755 1:2 /", "d/f 640 1:2 x");
        assertThat(files(unikernel("FROM scratch\nADD --unpack=false a.tar /d/\n")))
                .hasSize(2);
    }

    @Test
    void linksInArchivesLeadNowhereOutsideOfTheDestination() throws IOException {
        archive(
                entry("up", Kind.SYMLINK, "../../etc"),
                entry("root", Kind.SYMLINK, "/"),
                entry("up/a", Kind.FILE, ""),
                entry("root/b", Kind.FILE, ""));
        assertThat(files(unikernel("FROM scratch\nADD a.tar /d/\n"))).contains("d/etc/a 640 5:6 x", "d/b 640 5:6 x");
    }

    @Test
    void whatNoHonestArchiveHoldsIsRefused() throws IOException {
        archive(entry("../x", Kind.FILE, ""));
        assertThat(error("FROM scratch\nADD a.tar /\n"))
                .contains("F:2:5: 'a.tar': entry '../x' points outside of the archive");
        archive(entry("null", Kind.CHARACTER_DEVICE, ""));
        assertThat(error("FROM scratch\nADD a.tar /\n")).contains("entry 'null' is a device or pipe");
        archive(entry("x", Kind.HARD_LINK, "y"));
        assertThat(error("FROM scratch\nADD a.tar /\n")).contains("entry 'x' is a hard link to 'y', which is no file");
        archive(entry(".wh.x", Kind.FILE, ""));
        assertThat(error("FROM scratch\nADD a.tar /\n")).contains("'/.wh.x' would remove a file");
    }

    @Test
    void whatIsNoArchiveIsCopied() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("no archive".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(context.resolve("z.gz"), zipped.toByteArray());
        Files.write(context.resolve("odd.gz"), new byte[] {0x1f, (byte) 0x8b, 0, 0});
        assertThat(unikernel("FROM scratch\nADD one z.gz odd.gz /d/\n")
                        .layers()
                        .getFirst()
                        .tree()
                        .nodes()
                        .keySet())
                .containsExactly("d", "d/odd.gz", "d/one", "d/z.gz");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        archive(entry("a", Kind.FILE, ""), entry("b", Kind.FILE, ""));
        byte[] bytes = Files.readAllBytes(context.resolve("a.tar"));
        Files.write(context.resolve("a.tar"), Arrays.copyOf(bytes, 700));
        assertThat(error("FROM scratch\nADD a.tar /\n")).startsWith("F:2:5: 'a.tar' ");
    }
}
