/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.convert;

import static dev.juke.pack.verify.HandMade.PAIRS;
import static dev.juke.pack.verify.HandMade.base64;
import static dev.juke.pack.verify.HandMade.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.Index;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.layout.OciLayout;
import dev.juke.pack.TestKernels;
import dev.juke.pack.Workspace;
import dev.juke.pack.verify.HandMade;
import dev.juke.pack.verify.Members;
import dev.juke.pack.verify.Verification;
import dev.juke.unikernel.Key;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConvertTest {
    private static final Platform AMD64 = Platform.linux("amd64");

    private final Workspace work = Workspace.create();
    private OciLayout layout;

    @BeforeEach
    void makeLayout() throws IOException {
        layout = OciLayout.scratch(work.directory().resolve("layout"));
    }

    @AfterEach
    void close() {
        work.close();
    }

    private Image convert(Image image, @Nullable String monitor) throws IOException {
        return UruncForm.of(Verification.of(image, work), monitor, null, layout, work.newFile());
    }

    private void isGood(Image image) throws IOException {
        assertThat(Verification.of(image, work).findings()).isEmpty();
    }

    @Test
    void kraftKitsImageBecomesOneThatContainerdPulls() throws IOException {
        Image old = HandMade.kraftKit(layout, "qemu").image();
        Image image = convert(old, null);
        isGood(image);
        assertThat(image.config().platform()).isEqualTo(AMD64);
        assertThat(image.config().json().names()).doesNotContain("os.version", "os.features");
        assertThat(image.manifest().layers().subList(0, 2))
                .isEqualTo(old.manifest().layers());
        assertThat(image.config().cmd()).containsExactly("/server", "-p", "80");
        assertThat(image.config().env()).containsExactly("A=b");
        assertThat(image.manifest().annotations())
                .containsEntry("com.urunc.unikernel.unikernelType", "unikraft")
                .containsEntry("com.urunc.unikernel.hypervisor", "qemu")
                .containsEntry("com.urunc.unikernel.binary", "/unikraft/bin/kernel")
                .containsEntry("com.urunc.unikernel.initrd", "/unikraft/bin/initrd")
                .containsEntry("com.urunc.unikernel.unikernelVersion", "0.17.0")
                .containsEntry("com.urunc.unikernel.mountRootfs", "false")
                .containsEntry("com.urunc.unikernel.cmdline", "/server -p 80")
                .doesNotContainKey("sh.kraftkit.version");
        assertThat(image.config().labels()).containsEntry("com.urunc.unikernel.hypervisor", "qemu");
    }

    @Test
    void theMonitorChoosesAmongKraftKitsImages() throws IOException {
        List<Image> images = Members.of(HandMade.kraftKit(layout, "fc", "qemu"));
        Image chosen = KraftKitChoice.of(images, null, AMD64);
        assertThat(chosen.config().platform().os()).isEqualTo("qemu");
        assertThat(KraftKitChoice.of(images, "firecracker", AMD64)
                        .config()
                        .platform()
                        .os())
                .isEqualTo("fc");
        assertThatThrownBy(() -> KraftKitChoice.of(images, "hvt", AMD64))
                .hasMessage("the index has no single image for amd64 and hvt, but fc/amd64, qemu/amd64");
        assertThatThrownBy(() -> KraftKitChoice.of(images, null, Platform.linux("arm64")))
                .hasMessageContaining("no single image for arm64");
    }

    @Test
    void bimasBase64AnnotationsBecomePlain() throws IOException {
        Image image = convert(
                HandMade.kernel(layout)
                        .process("Cmd", JsonArray.of(List.of("/k")))
                        .annotations(base64(PAIRS))
                        .json(base64(PAIRS))
                        .image(),
                null);
        isGood(image);
        assertThat(image.manifest().annotations()).isEqualTo(PAIRS);
        assertThat(image.config().labels()).isEqualTo(PAIRS);
        assertThat(image.config().cmd()).containsExactly("app");
    }

    @Test
    void labelsAloneBecomeAllThree() throws IOException {
        Image old = HandMade.kernel(layout)
                .labels(with(PAIRS, "unknown", "x"))
                .annotations(Map.of("org.opencontainers.image.title", "kept"))
                .image();
        Image image = convert(old, null);
        isGood(image);
        assertThat(image.manifest().layers()).hasSize(old.manifest().layers().size() + 1);
        assertThat(image.manifest().annotations()).containsEntry("org.opencontainers.image.title", "kept");
        assertThat(image.config().labels()).doesNotContainKey("com.urunc.unikernel.unknown");
    }

    @Test
    void bunixsEmptyValuesAndUseDmBlockBecomeThePresentForm() throws IOException {
        Map<String, String> pairs = with(with(with(PAIRS, "initrd", ""), "useDMBlock", "true"), "mountRootfs", "");
        Image image = convert(
                HandMade.kernel(layout)
                        .process("Cmd", JsonArray.of(List.of("unikernel")))
                        .json(base64(pairs))
                        .image(),
                null);
        assertThat(image.manifest().annotations())
                .containsEntry("com.urunc.unikernel.mountRootfs", "true")
                .doesNotContainKeys("com.urunc.unikernel.initrd", "com.urunc.unikernel.useDMBlock");
        assertThat(image.config().cmd()).containsExactly("app");
    }

    @Test
    void anotherMonitorIsSaidEverywhere() throws IOException {
        Image image =
                convert(HandMade.good(layout).file("k", TestKernels.elf64(62)).image(), "firecracker");
        isGood(image);
        assertThat(image.config().labels()).containsEntry("com.urunc.unikernel.hypervisor", "firecracker");
    }

    @Test
    void theNamesOfSolo5sDevicesAreReadFromTheKernel() throws IOException {
        Map<String, String> pairs = with(with(PAIRS, "unikernelType", "mirage"), "hypervisor", "hvt");
        Image image = convert(
                HandMade.kernel(layout)
                        .file("k", TestKernels.solo5(1, "net:eth0"))
                        .labels(pairs)
                        .image(),
                null);
        isGood(image);
        assertThat(image.config().labels()).containsEntry("com.urunc.unikernel.solo5NetDev", "eth0");
    }

    @Test
    void anImageInThePresentFormStaysTheSame() throws IOException {
        Image once = convert(HandMade.kraftKit(layout, "qemu").image(), null);
        assertThat(convert(once, null).digest()).isEqualTo(once.digest());
    }

    @Test
    void anOrdinaryImageIsRefused() throws IOException {
        Image image = HandMade.in(layout).file("etc/passwd", new byte[0]).image();
        assertThatThrownBy(() -> convert(image, null)).hasMessageContaining("says nothing of a unikernel");
    }

    @Test
    void theWayBackGivesKraftKitsLayout() throws IOException {
        Image urunc = convert(HandMade.kraftKit(layout, "qemu").image(), null);
        ImageName name = ImageName.parse("nginx");
        NamedImage back = KraftKitForm.of(Verification.of(urunc, work), null, List.of(name), layout);
        assertThat(back.isIndex()).isTrue();
        Index index = Index.parse(layout.document(back.root()), "index");
        JsonObject platform =
                Objects.requireNonNull(index.manifests().getFirst().json().object("platform"));
        assertThat(platform.toString())
                .isEqualTo("{\"architecture\":\"x86_64\",\"os\":\"qemu\",\"os.version\":\"0.17.0\"}");
        Image image = back.image();
        assertThat(image.manifest().layers())
                .allSatisfy(layer -> assertThat(layer.mediaType()).isEqualTo("application/vnd.oci.image.layer.v1.tar"));
        assertThat(image.manifest().layers().getFirst().annotations())
                .containsEntry("org.unikraft.kernel.image", "/unikraft/bin/kernel");
        assertThat(image.manifest().layers().getLast().annotations())
                .containsEntry("org.unikraft.kernel.initrd", "/unikraft/bin/initrd");
        assertThat(image.config().diffIds())
                .isEqualTo(image.manifest().layers().stream()
                        .map(Descriptor::digest)
                        .toList());
        assertThat(image.config().labels()).isEmpty();
        assertThat(Verification.of(image, work).said().values())
                .containsEntry(Key.BINARY, "/unikraft/bin/kernel")
                .containsEntry(Key.HYPERVISOR, "qemu");
        isGood(convert(image, null));
    }

    @Test
    void whatKraftKitCannotHoldIsRefused() throws IOException {
        Image linux = HandMade.kernel(layout)
                .labels(with(PAIRS, "unikernelType", "linux"))
                .image();
        assertThatThrownBy(() -> KraftKitForm.of(Verification.of(linux, work), null, List.of(), layout))
                .hasMessage("KraftKit's images hold Unikraft, and this one linux");
        Image good = HandMade.good(layout).image();
        assertThatThrownBy(() -> KraftKitForm.of(Verification.of(good, work), "hvt", List.of(), layout))
                .hasMessage("KraftKit has no platform for the monitor 'hvt'");
    }
}
