/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.rootfs;

import static dev.juke.image.SampleImages.all;
import static dev.juke.image.SampleImages.entry;
import static dev.juke.image.SampleImages.file;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.MediaType;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.Tools;
import dev.juke.image.layout.Compression;
import dev.juke.image.layout.LayerWriter;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackerTest {
    @TempDir
    private Path directory;

    private OciLayout layout;
    private Path root;

    @BeforeEach
    void makePlaces() throws IOException {
        layout = OciLayout.openOrCreate(directory.resolve("layout"));
        root = Files.createDirectory(directory.resolve("root"));
    }

    private List<String> unpack(SampleImages.Content... layers) throws IOException {
        return Unpacker.unpack(SampleImages.image(layout, Platform.host(), layers), root);
    }

    private static SampleImages.Content directory(String name) {
        return entry(name, Kind.DIRECTORY, "", 0755);
    }

    private static SampleImages.Content symlink(String name, String target) {
        return entry(name, Kind.SYMLINK, target, 0777);
    }

    private static SampleImages.Content hardLink(String name, String target) {
        return entry(name, Kind.HARD_LINK, target, 0644);
    }

    /** All that was unpacked, as {@code path=content}, {@code path->target} or {@code path/}. */
    private static List<String> tree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.skip(1).map(path -> describe(root, path)).sorted().toList();
        }
    }

    private static String describe(Path root, Path path) {
        try {
            String name = root.relativize(path).toString();
            if (Files.isSymbolicLink(path)) {
                return name + "->" + Files.readSymbolicLink(path);
            }
            return Files.isDirectory(path) ? name + "/" : name + "=" + Files.readString(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void laterLayersLieOverEarlierOnes() throws IOException {
        unpack(
                all(directory("d"), file("d/a", "1"), file("./d/b", "1"), file("/c", "1")),
                all(file("d/a", "2"), symlink("l", "d/a"), hardLink("h", "c")));
        assertThat(tree(root)).containsExactly("c=1", "d/", "d/a=2", "d/b=1", "h=1", "l->d/a");
        assertThat(Files.isSameFile(root.resolve("h"), root.resolve("c"))).isTrue();
    }

    @Test
    void aWhiteoutRemovesWhatLowerLayersMade() throws IOException {
        unpack(
                all(directory("d"), file("d/a", "1"), file("d/b", "1"), file("c", "1")),
                all(file("d/.wh.a", ""), file(".wh.c", ""), file(".wh.none", "")));
        assertThat(tree(root)).containsExactly("d/", "d/b=1");
    }

    @Test
    void aWhiteoutDoesNotRemoveWhatItsOwnLayerMade() throws IOException {
        unpack(
                all(directory("d"), file("d/old", "1"), file("f", "1")),
                all(directory("d"), file("d/new", "2"), file(".wh.d", ""), file("f", "2"), file(".wh.f", "")));
        assertThat(tree(root)).containsExactly("d/", "d/new=2", "f=2");
    }

    @Test
    void anOpaqueDirectoryHidesAllOfTheLowerLayers() throws IOException {
        unpack(
                all(directory("d/sub"), file("d/sub/old", "1"), file("d/old", "1"), file("e", "1")),
                all(file("d/before", "2"), directory("d/sub"), file("d/.wh..wh..opq", ""), file("d/sub/after", "2")));
        assertThat(tree(root)).containsExactly("d/", "d/before=2", "d/sub/", "d/sub/after=2", "e=1");
    }

    @Test
    void anImagesLinksLeadNowhereOutside() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        unpack(
                all(
                        symlink("absolute", outside.toString()),
                        symlink("relative", "../outside"),
                        symlink("dot", "x/../../../outside")),
                all(file("absolute/f", "1"), file("relative/g", "2"), file("dot/h", "3")));
        assertThat(outside).isEmptyDirectory();
        assertThat(root.resolve(outside.toString().substring(1)).resolve("f")).hasContent("1");
        assertThat(root.resolve("outside/g")).hasContent("2");
        assertThat(root.resolve("outside/h")).hasContent("3");
    }

    @Test
    void aFileReplacesALinkAndDoesNotWriteThroughIt() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "old");
        unpack(symlink("f", victim.toString()), file("f", "new"));
        assertThat(victim).hasContent("old");
        assertThat(tree(root)).containsExactly("f=new");
    }

    @Test
    void aFileOverAHardLinkChangesOnlyOneOfThem() throws IOException {
        unpack(all(file("a", "1"), hardLink("b", "a")), file("b", "2"));
        assertThat(tree(root)).containsExactly("a=1", "b=2");
    }

    @Test
    void aDirectoryTakesThePlaceOfALinkOrFileAndTheOtherWayRound() throws IOException {
        unpack(
                all(
                        directory("t"),
                        file("t/x", "1"),
                        symlink("l", "t"),
                        file("f", "1"),
                        directory("d"),
                        file("d/y", "1")),
                all(directory("l"), file("l/z", "2"), directory("f"), file("d", "2")));
        assertThat(tree(root)).containsExactly("d=2", "f/", "l/", "l/z=2", "t/", "t/x=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "a/..", "..", ".wh..", ".wh.", "d/.wh..", "d/.wh..."})
    void aNameThatPointsOutsideIsRefused(String name) {
        assertThatThrownBy(() -> unpack(file(name, "")))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining(": layer sha256:");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../victim", "/etc/passwd", "none", "d", ""})
    void aHardLinkToWhatIsNoFileOfTheImageIsRefused(String target) throws IOException {
        Files.writeString(directory.resolve("victim"), "old");
        assertThatThrownBy(() -> unpack(all(directory("d"), hardLink("h", target))))
                .isInstanceOf(JukeException.class);
    }

    @Test
    void aHardLinkThroughALinkStaysInside() throws IOException {
        Files.writeString(directory.resolve("victim"), "old");
        assertThatThrownBy(() -> unpack(all(symlink("up", ".."), hardLink("h", "up/victim"))))
                .hasMessageContaining("which is no file");
    }

    @Test
    void linksThatGoRoundAreRefused() {
        assertThatThrownBy(() -> unpack(all(symlink("a", "b"), symlink("b", "a"), file("a/x", ""))))
                .hasMessageContaining("too many links");
    }

    @Test
    void aFileInSomethingThatIsNoDirectoryIsRefused() {
        assertThatThrownBy(() -> unpack(file("a", ""), file("a/b", "")))
                .hasMessageContaining("'a/b' lies in something that is no directory");
    }

    @Test
    void devicesAndPipesAreLeftOutAndNoted() throws IOException {
        assertThat(unpack(all(
                        entry("null", Kind.CHARACTER_DEVICE, "", 0666),
                        entry("pipe", Kind.FIFO, "", 0666),
                        file("f", ""))))
                .satisfiesExactly(
                        note -> assertThat(note).contains("'null' is a device or pipe and is left out"),
                        note -> assertThat(note).contains("'pipe'"));
        assertThat(tree(root)).containsExactly("f=");
    }

    @Test
    void modesAreKeptButSetUserIdIsDropped() throws IOException {
        unpack(all(
                entry("tmp", Kind.DIRECTORY, "", 01777),
                entry("closed", Kind.DIRECTORY, "", 0),
                entry("su", Kind.FILE, "", 06755),
                entry("secret", Kind.FILE, "", 0)));
        assertThat(mode("tmp")).isEqualTo(01777);
        assertThat(mode("closed")).isEqualTo(0700);
        assertThat(mode("su")).isEqualTo(0755);
        assertThat(mode("secret")).isEqualTo(0400);
    }

    private int mode(String name) throws IOException {
        return (int) Files.getAttribute(root.resolve(name), "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    @Test
    void theRootsOwnEntrySetsItsMode() throws IOException {
        unpack(all(entry("./", Kind.DIRECTORY, "", 0711), file("f", "")));
        assertThat(mode("")).isEqualTo(0711);
    }

    @Test
    void aLayerThatUnpacksToSomethingElseIsRefused() throws IOException {
        LayerWriter.Layer layer = layer(SampleImages.tar(file("f", "1")), new byte[] {1});
        assertThatThrownBy(() -> Unpacker.unpack(SampleImages.image(layout, Platform.host(), List.of(layer)), root))
                .hasMessageContaining("unpacks to sha256:")
                .hasMessageContaining("as the configuration says");
    }

    @Test
    void plainLayersAreRead() throws IOException {
        byte[] tar = SampleImages.tar(file("f", "1"));
        LayerWriter.Layer layer = new LayerWriter.Layer(layout.put(MediaType.LAYER_TAR, tar), Digest.of(tar));
        Unpacker.unpack(SampleImages.image(layout, Platform.host(), List.of(layer)), root);
        assertThat(tree(root)).containsExactly("f=1");
    }

    @Test
    void aTruncatedLayerIsRefused() throws IOException {
        byte[] tar = SampleImages.tar(file("f", "1"));
        byte[] gzip = SampleImages.gzip(tar);
        LayerWriter.Layer layer = new LayerWriter.Layer(
                layout.put(MediaType.LAYER_TAR_GZIP, Arrays.copyOf(gzip, gzip.length - 9)), Digest.of(tar));
        Image image = SampleImages.image(layout, Platform.host(), List.of(layer));
        assertThatThrownBy(() -> Unpacker.unpack(image, root))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.category()).isEqualTo(JukeException.Category.INPUT))
                .hasMessageContaining("it ends too early");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void aLayerIsUnpackedHoweverItIsCompressedAndWhateverItsMediaTypeSays(Compression how) throws IOException {
        byte[] tar = SampleImages.tar(file("a", "1"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = how.compress(packed)) {
            out.write(tar);
        }
        LayerWriter.Layer layer =
                new LayerWriter.Layer(layout.put(MediaType.LAYER_TAR_GZIP, packed.toByteArray()), Digest.of(tar));
        Unpacker.unpack(SampleImages.image(layout, Platform.host(), List.of(layer)), root);
        assertThat(tree(root)).containsExactly("a=1");
    }

    private LayerWriter.Layer layer(byte[] tar, byte[] other) throws IOException {
        return new LayerWriter.Layer(layout.put(MediaType.LAYER_TAR_GZIP, SampleImages.gzip(tar)), Digest.of(other));
    }

    @Test
    void umociUnpacksTheSameTree() throws Exception {
        Image image = SampleImages.image(
                layout,
                Platform.host(),
                all(
                        directory("d"),
                        file("d/a", "1"),
                        file("d/b", "1"),
                        directory("e"),
                        file("e/x", "1"),
                        symlink("l", "e"),
                        file("g", "1")),
                all(file("d/.wh.a", ""), file("d/c", "2"), hardLink("d/h", "d/c")),
                all(directory("e"), file("e/.wh..wh..opq", ""), file("e/y", "3"), file("l/z", "3"), file(".wh.g", "")));
        SampleImages.list(layout, image, "x");
        Unpacker.unpack(image, root);
        Path bundle = directory.resolve("bundle");
        Tools.run("umoci", "unpack", "--image", layout.directory() + ":x", bundle.toString());
        assertThat(tree(root)).isEqualTo(tree(bundle.resolve("rootfs"))).contains("e/z=3", "d/h=2");
    }

    @Test
    void anEntrysNameThatIsNotAsciiIsKept() throws IOException {
        unpack(file("çığ/ß", "1"));
        assertThat(new String(root.resolve("çığ/ß").toString().getBytes(UTF_8), UTF_8))
                .endsWith("çığ/ß");
        assertThat(root.resolve("çığ/ß")).hasContent("1");
    }
}
