/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.image.Digest;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry;
import dev.juke.pack.verify.HandMade;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageScanTest {
    @TempDir
    private Path directory;

    private OciLayout layout;

    @BeforeEach
    void makeLayout() throws IOException {
        layout = OciLayout.scratch(directory.resolve("layout"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static TarEntry hardLink(String name, String target) {
        return new TarEntry(name, TarEntry.Kind.HARD_LINK, target, 0644, 0, 0, 0, 0, 0);
    }

    @Test
    void theUppermostLayerWins() throws IOException {
        ImageScan scan = ImageScan.of(HandMade.in(layout)
                .file("a", bytes("old"))
                .file("./a", bytes("new"))
                .image());
        ScannedFile file = Objects.requireNonNull(scan.get("/a"));
        assertThat(file.sha256()).isEqualTo(Digest.of(bytes("new")).hex());
        assertThat(scan.read(file, 10, directory.resolve("out"))).isEqualTo(bytes("new"));
        assertThat(scan.damages()).isEmpty();
    }

    @Test
    void whiteoutsRemoveWhatLowerLayersPutThereAndNothingElse() throws IOException {
        ImageScan scan = ImageScan.of(HandMade.in(layout)
                .file("d/a", bytes("a"))
                .file("d/b", bytes("b"))
                .file("e/c", bytes("c"))
                .layer(tar -> {
                    tar.write(TarEntry.file("e/new", 0644, 0, 0));
                    tar.write(TarEntry.file("d/.wh.a", 0644, 0, 0));
                    tar.write(TarEntry.file("e/.wh..wh..opq", 0644, 0, 0));
                })
                .image());
        assertThat(scan.files().keySet()).containsExactly("d/b", "e/new");
        assertThat(scan.isRemoved("/d/a")).isTrue();
        assertThat(scan.isRemoved("/e/c")).isTrue();
        assertThat(scan.isRemoved("/d/b")).isFalse();
    }

    @Test
    void linksInDirectoriesAreFollowedAndAtTheEndNot() throws IOException {
        ImageScan scan = ImageScan.of(HandMade.in(layout)
                .layer(tar -> {
                    tar.write(TarEntry.directory("usr/lib", 0755, 0));
                    tar.write(TarEntry.symlink("lib", "usr/lib", 0));
                    tar.write(TarEntry.symlink("loop", "loop", 0));
                })
                .file("lib/f", bytes("f"))
                .image());
        assertThat(scan.files()).containsKey("usr/lib/f");
        assertThat(scan.get("/lib/f")).isNotNull();
        assertThat(Objects.requireNonNull(scan.get("/lib")).linkTarget()).isEqualTo("usr/lib");
        assertThat(scan.get("/loop/x")).isNull();
    }

    @Test
    void aHardLinkIsTheFile() throws IOException {
        ImageScan scan = ImageScan.of(HandMade.in(layout)
                .file("a", bytes("content"))
                .layer(tar -> tar.write(hardLink("b", "a")))
                .image());
        ScannedFile file = Objects.requireNonNull(scan.get("b"));
        assertThat(file.isFile()).isTrue();
        assertThat(scan.read(file, 10, directory.resolve("out"))).isEqualTo(bytes("content"));
    }

    @Test
    void aFileInThePlaceOfADirectoryTakesAllInItAway() throws IOException {
        ImageScan scan = ImageScan.of(HandMade.in(layout)
                .file("d/x/y", bytes("y"))
                .layer(tar -> {
                    tar.write(TarEntry.directory("d", 0755, 0));
                })
                .file("d", bytes("file"))
                .image());
        assertThat(scan.files().keySet()).containsExactly("d");
    }

    @Test
    void whatPointsOutsideIsADamage() throws IOException {
        ImageScan scan = ImageScan.of(HandMade.in(layout)
                .file("../x", bytes("x"))
                .layer(tar -> tar.write(hardLink("b", "none")))
                .file("ok", bytes("ok"))
                .image());
        assertThat(scan.damages()).hasSize(2);
        assertThat(scan.files().keySet()).containsExactly("ok");
    }
}
