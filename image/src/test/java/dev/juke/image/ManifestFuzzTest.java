/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.juke.base.JukeException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a registry or archive gives as manifest, index or configuration: they can be read whole, or are refused in words. */
class ManifestFuzzTest {
    private static final Descriptor BLOB = Descriptor.of(MediaType.CONFIG, Digest.of(new byte[0]), 0);

    static Stream<byte[]> seeds() {
        return Stream.of(
                new byte[0],
                Manifest.of(BLOB, List.of(BLOB), Map.of("a", "b")).bytes(),
                Index.of(List.of(BLOB.withPlatform(Platform.linux("amd64")))).bytes(),
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"a\"]},\"rootfs\":{\"diff_ids\":[]}}"
                        .getBytes(UTF_8));
    }

    /** Jazzer guides the search when JAZZER_FUZZ=1; else it only checks the seeds. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreReadOrRefusedInWords(byte[] bytes) {
        inWords(() -> {
            Manifest manifest = Manifest.parse(bytes, "it");
            manifest.layers().forEach(layer -> assertThat(layer.size()).isNotNegative());
            assertThat(manifest.annotations()).isNotNull();
        });
        inWords(() -> Index.parse(bytes, "it").manifests().forEach(Descriptor::platform));
        inWords(() -> {
            ImageConfig config = ImageConfig.parse(bytes, "it");
            assertThat(config.labels()).isNotNull();
            assertThat(config.cmd()).isNotNull();
            assertThat(config.env()).isNotNull();
        });
    }

    private static void inWords(Runnable reading) {
        try {
            reading.run();
        } catch (JukeException e) {
            assertThat(e.line()).doesNotContain("\n");
        }
    }
}
