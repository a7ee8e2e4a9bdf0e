/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.json.JsonObject;
import dev.juke.sandbox.bundle.MetadataFinder.Finding;
import dev.juke.sandbox.bundle.MetadataFinder.Layer;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.UruncJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
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
    void aPackagedFileThatIsIncompleteMayBeCompleted() throws IOException {
        Files.write(
                rootfs.resolve("urunc.json"),
                UruncJson.write(Map.of(Key.BINARY.fullName(), "/kernel", Key.CMDLINE.fullName(), "x")));
        Metadata metadata = Objects.requireNonNull(MetadataFinder.find(
                rootfs, Map.of(Key.UNIKERNEL_TYPE.fullName(), "unikraft", Key.HYPERVISOR.fullName(), "qemu")));
        assertThat(metadata.binary()).isEqualTo("/kernel");
        assertThat(metadata.unikernelType()).isEqualTo("unikraft");
        assertThatThrownBy(() -> MetadataFinder.find(rootfs, Map.of())).hasMessageContaining("is missing");
    }

    @Test
    void aPackagedFileThatSaysNothingIsNoOrdinaryContainers() throws IOException {
        Files.writeString(rootfs.resolve("urunc.json"), "{}");
        assertThatThrownBy(() -> MetadataFinder.find(rootfs, Map.of()))
                .hasMessage("/urunc.json: com.urunc.unikernel.unikernelType is missing");
        assertThat(MetadataFinder.find(rootfs, COMPLETE)).isNotNull();
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

    private Bundle bundle(Map<String, String> annotations) {
        JsonObject object = new JsonObject();
        annotations.forEach(object::put);
        return new Bundle(rootfs, new JsonObject().put("annotations", object), rootfs);
    }

    @Test
    void layersLieBetweenAnnotationsAndThePackagedFileKeyByKey() throws IOException {
        Files.write(
                rootfs.resolve("urunc.json"),
                UruncJson.write(Map.of(
                        Key.UNIKERNEL_TYPE.fullName(), "unikraft",
                        Key.HYPERVISOR.fullName(), "packaged",
                        Key.BINARY.fullName(), "/packaged",
                        Key.CMDLINE.fullName(), "packaged")));
        List<Layer> layers = List.of(
                new Layer("manifest", Map.of(Key.BINARY.fullName(), "/manifest", Key.CMDLINE.fullName(), "manifest")),
                new Layer("labels", Map.of(Key.BINARY.fullName(), "/label", Key.HYPERVISOR.fullName(), "qemu")));
        Finding finding = Objects.requireNonNull(
                MetadataFinder.find(bundle(Map.of(Key.CMDLINE.fullName(), "annotation")), layers));
        assertThat(finding.metadata().values())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Key.UNIKERNEL_TYPE, "unikraft",
                        Key.HYPERVISOR, "qemu",
                        Key.BINARY, "/manifest",
                        Key.CMDLINE, "annotation"));
        assertThat(finding.line())
                .isEqualTo("com.urunc.unikernel.unikernelType from /urunc.json,"
                        + " com.urunc.unikernel.hypervisor from labels,"
                        + " com.urunc.unikernel.binary from manifest,"
                        + " com.urunc.unikernel.cmdline from annotations");
        assertThat(finding.metadata().source()).isEqualTo("/urunc.json and labels and manifest and annotations");
    }

    @Test
    void severalLayersTogetherMakeAUnikernel() {
        Layer manifest = new Layer(
                "manifest", Map.of(Key.UNIKERNEL_TYPE.fullName(), "linux", Key.HYPERVISOR.fullName(), "qemu"));
        Layer labels = new Layer("labels", Map.of(Key.BINARY.fullName(), "/kernel", Key.INITRD.fullName(), ""));
        Finding finding = Objects.requireNonNull(MetadataFinder.find(bundle(Map.of()), List.of(manifest, labels)));
        assertThat(finding.metadata().binary()).isEqualTo("/kernel");
        assertThat(finding.sources()).doesNotContainKey(Key.INITRD);
    }

    @Test
    void aLayerInBase64DecodesByItselfAlone() {
        Map<String, String> encoded = new HashMap<>();
        COMPLETE.forEach((key, value) ->
                encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        Bundle bundle = bundle(Map.of(Key.BINARY.fullName(), "abcd"));
        Finding finding = Objects.requireNonNull(MetadataFinder.find(bundle, List.of(new Layer("manifest", encoded))));
        assertThat(finding.metadata().unikernelType()).isEqualTo("unikraft");
        assertThat(finding.metadata().binary()).isEqualTo("abcd");
    }

    @Test
    void layersWithoutOurKeysLeaveAContainerOrdinary() {
        assertThat(MetadataFinder.find(bundle(Map.of()), List.of(new Layer("labels", Map.of("maintainer", "me")))))
                .isNull();
    }

    @Test
    void withoutLayersBothWaysFindTheSame() {
        Bundle bundle = bundle(COMPLETE);
        Finding finding = Objects.requireNonNull(MetadataFinder.find(bundle, List.of()));
        assertThat(finding.metadata()).isEqualTo(MetadataFinder.find(bundle));
    }
}
