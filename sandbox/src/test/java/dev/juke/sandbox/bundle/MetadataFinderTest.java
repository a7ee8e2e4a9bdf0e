/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.UruncJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataFinderTest {
    private static final Map<String, String> COMPLETE = Map.of(
            Key.UNIKERNEL_TYPE.fullName(), "unikraft",
            Key.HYPERVISOR.fullName(), "qemu",
            Key.BINARY.fullName(), "/kernel");

    @TempDir
    private Path rootfs = Path.of("");

    @Test
    void aContainerWithoutMetadataIsOrdinary() {
        assertThat(MetadataFinder.find(rootfs, Map.of("some", "annotation"))).isNull();
    }

    @Test
    void aStrayArgumentLineMakesNoUnikernel() {
        assertThat(MetadataFinder.find(rootfs, Map.of(Key.CMDLINE.fullName(), "x")))
                .isNull();
    }

    @Test
    void annotationsOverrideThePackagedFileKeyByKey() throws IOException {
        Files.write(rootfs.resolve("urunc.json"), UruncJson.write(COMPLETE));
        Metadata metadata =
                Objects.requireNonNull(MetadataFinder.find(rootfs, Map.of(Key.BINARY.fullName(), "/other")));
        assertThat(metadata.binary()).isEqualTo("/other");
        assertThat(metadata.unikernelType()).isEqualTo("unikraft");
        assertThat(metadata.source()).isEqualTo("/urunc.json and annotations");
    }

    @Test
    void annotationsInBase64AreUnderstood() {
        Map<String, String> encoded = new HashMap<>();
        COMPLETE.forEach((key, value) ->
                encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        Metadata metadata = Objects.requireNonNull(MetadataFinder.find(rootfs, encoded));
        assertThat(metadata.annotations()).isEqualTo(COMPLETE);
    }

    @Test
    void metadataWithoutAKernelIsRefused() {
        assertThatThrownBy(() -> MetadataFinder.find(rootfs, Map.of(Key.UNIKERNEL_TYPE.fullName(), "unikraft")))
                .hasMessageContaining("is missing");
    }

    @Test
    void plainTextInThePackagedFileIsRefused() throws IOException {
        Files.writeString(rootfs.resolve("urunc.json"), "{\"com.urunc.unikernel.binary\":\"/kernel!\"}");
        assertThatThrownBy(() -> MetadataFinder.find(rootfs, Map.of())).hasMessageContaining("is not base64");
    }

    @Test
    void aPackagedFileThatLeadsOutsideIsNotRead() throws IOException {
        Files.createSymbolicLink(rootfs.resolve("urunc.json"), Path.of("/proc/self/environ"));
        assertThat(MetadataFinder.find(rootfs, Map.of())).isNull();
    }
}
