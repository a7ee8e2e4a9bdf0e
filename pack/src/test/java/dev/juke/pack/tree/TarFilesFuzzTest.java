/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.juke.base.JukeException;
import dev.juke.image.tar.TarWriter;
import dev.juke.pack.tree.InitrdWriter.Links;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an archive holds, it is refused, or gives a tree that lies within itself, and that an initrd and a layer give back. Jazzer guides
 * the search when JAZZER_FUZZ=1 (ttrpc/README.md); else the seeds are checked, and a thousand changes of them.
 */
@Timeout(120)
class TarFilesFuzzTest {
    private static final int ROUNDS = 1000;

    private static Path directory = Path.of("");

    @BeforeAll
    static void make() throws IOException {
        directory = Files.createTempDirectory("juke-fuzz");
    }

    @AfterAll
    static void remove() throws IOException {
        dev.juke.base.Trees.delete(directory);
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        new String[] {"a=1", "b/", "b/c=2", "l->b", "h=>a", "d!"},
                        new String[] {"etc/.wh.x", "etc/.wh..wh..opq", "etc/y=1", ".wh..wh.aufs"},
                        new String[] {"../a=1"},
                        new String[] {"l->../..", "l/a=1", "x/y/z->/l", "x/y/z/b=2"},
                        new String[] {"n".repeat(200) + "=x", "t->" + "u".repeat(300), "h=>" + "n".repeat(200)})
                .map(TarFilesFuzzTest::archive);
    }

    private static byte[] archive(String... lines) {
        try {
            Path file = Files.createTempFile("juke-fuzz", ".tar");
            byte[] bytes = Files.readAllBytes(Tars.write(file, lines));
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void anArchiveIsRefusedOrGivesATreeThatLiesWithinItself(byte[] input) throws IOException {
        Path file = Files.write(directory.resolve("input.tar"), input);
        FileTree archive = new FileTree();
        FileTree layers = new FileTree();
        try {
            new TarFiles(archive).archive(file, "input");
            TarFiles files = new TarFiles(layers);
            files.layer(file, "input");
            files.layer(file, "input");
        } catch (JukeException refused) {
            assertThat(refused.category()).isEqualTo(JukeException.Category.INPUT);
            return;
        }
        check(archive, input.length);
        check(layers, input.length);
    }

    private static void check(FileTree tree, int length) throws IOException {
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            String path = entry.getKey();
            assertThat(path).isNotEmpty().isEqualTo(TreePath.clean(path));
            int slash = path.lastIndexOf('/');
            assertThat(slash < 0 || tree.get(path.substring(0, slash)) instanceof Node.Directory)
                    .isTrue();
            if (entry.getValue() instanceof Node.File file) {
                assertThat(file.content().offset() + file.content().size()).isBetween(0L, (long) length);
            }
        }
        for (Links links : Links.values()) {
            ByteArrayOutputStream initrd = new ByteArrayOutputStream();
            InitrdWriter.write(tree, 0, links, initrd);
            assertThat(initrd.size()).isEqualTo((int) InitrdWriter.size(tree, links));
            assertThat(CpioReader.read(initrd.toByteArray())).isEqualTo(CpioReader.show(tree));
        }
        Path layer = directory.resolve("layer.tar");
        try (TarWriter tar = new TarWriter(Files.newOutputStream(layer))) {
            TreeLayer.write(tree, 0, tar);
            tar.finish();
        }
        FileTree again = new FileTree();
        new TarFiles(again).archive(layer, "layer");
        assertThat(CpioReader.show(again)).isEqualTo(CpioReader.show(tree));
    }

    @Test
    void soDoArchivesThatWereDamagedAtRandom() throws IOException {
        long seed = Long.getLong("juke.seed", 1);
        byte[][] seeds = seeds().toArray(byte[][]::new);
        int number = 0;
        try {
            for (; number < ROUNDS; number++) {
                Random random = new Random(seed + number);
                byte[] input = seeds[random.nextInt(seeds.length)].clone();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    damage(input, random);
                }
                anArchiveIsRefusedOrGivesATreeThatLiesWithinItself(input);
            }
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError("fails with -Djuke.seed=" + (seed + number), e);
        }
    }

    /** In a header, whose checksum is mended, or anywhere. */
    private static void damage(byte[] input, Random random) {
        int block = random.nextInt(input.length / 512) * 512;
        input[block + random.nextInt(random.nextBoolean() ? 160 : 512)] =
                (byte) "/.\0\u0001a12567xLK".charAt(random.nextInt(13));
        int sum = 8 * ' ';
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? 0 : input[block + i] & 0xff;
        }
        if (random.nextInt(8) > 0) {
            byte[] octal = "%06o\0 ".formatted(sum).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            System.arraycopy(octal, 0, input, block + 148, octal.length);
        }
    }
}
