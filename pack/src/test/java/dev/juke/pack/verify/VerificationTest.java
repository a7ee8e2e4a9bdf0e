/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import static dev.juke.pack.verify.HandMade.PAIRS;
import static dev.juke.pack.verify.HandMade.base64;
import static dev.juke.pack.verify.HandMade.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.juke.base.json.JsonArray;
import dev.juke.image.Image;
import dev.juke.image.NamedImage;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry;
import dev.juke.pack.TestKernels;
import dev.juke.pack.Workspace;
import dev.juke.unikernel.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerificationTest {
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

    private List<String> lines(HandMade image) throws IOException {
        return lines(Verification.of(image.image(), work));
    }

    private static List<String> lines(Verification verification) {
        return verification.findings().stream()
                .map(finding -> finding.severity() + ": " + finding.message())
                .toList();
    }

    @Test
    void anImageInWhichAllIsRightIsLeftAlone() throws IOException {
        Verification verification = Verification.of(HandMade.good(layout).image(), work);
        assertThat(lines(verification)).isEmpty();
        assertThat(verification.hasErrors()).isFalse();
        assertThat(verification.said().sources()).containsEntry(Key.BINARY, "annotations");
    }

    @Test
    void anOrdinaryImageSaysNothing() throws IOException {
        assertThat(lines(HandMade.kernel(layout)))
                .containsExactly("ERROR: the image says nothing of a unikernel, neither in labels nor annotations nor"
                        + " /urunc.json");
    }

    @Test
    void carriersThatDifferAreAnError() throws IOException {
        assertThat(lines(HandMade.good(layout).labels(with(PAIRS, "cmdline", "other"))))
                .containsExactly(
                        "ERROR: com.urunc.unikernel.cmdline is 'app' in annotations, but 'other' in labels, but 'app' in"
                                + " /urunc.json");
    }

    @Test
    void whatOneCarrierDoesNotSayIsTold() throws IOException {
        Map<String, String> fewer = new TreeMap<>(PAIRS);
        fewer.remove("com.urunc.unikernel.mountRootfs");
        assertThat(lines(HandMade.good(layout).labels(fewer)))
                .containsExactly("NOTE: com.urunc.unikernel.mountRootfs is not in labels");
        assertThat(lines(HandMade.good(layout).annotations(fewer)))
                .containsExactly("WARNING: com.urunc.unikernel.mountRootfs is not in annotations");
    }

    @Test
    void aMissingFileOfMetadataIsAWarning() throws IOException {
        assertThat(lines(HandMade.kernel(layout).labels(PAIRS)))
                .singleElement(STRING)
                .startsWith("WARNING: there is no /urunc.json");
    }

    @Test
    void plainTextInTheJsonIsFound() throws IOException {
        assertThat(lines(
                        HandMade.kernel(layout).labels(PAIRS).annotations(PAIRS).json(PAIRS)))
                .containsExactly("ERROR: /urunc.json holds plain text, and every reader decodes it as base64");
        Map<String, String> one = base64(PAIRS);
        one.put("com.urunc.unikernel.binary", "/k");
        assertThat(lines(
                        HandMade.kernel(layout).labels(PAIRS).annotations(PAIRS).json(one)))
                .containsExactly("ERROR: /urunc.json: the value of com.urunc.unikernel.binary is not base64: '/k'");
    }

    @Test
    void base64TwiceIsFound() throws IOException {
        assertThat(lines(
                        HandMade.kernel(layout).labels(PAIRS).annotations(PAIRS).json(base64(base64(PAIRS)))))
                .containsExactly("ERROR: /urunc.json is in base64 twice: a reader gets base64");
    }

    @Test
    void bimasBase64AnnotationsAreRead() throws IOException {
        Verification verification = Verification.of(
                HandMade.kernel(layout)
                        .annotations(base64(PAIRS))
                        .json(base64(PAIRS))
                        .image(),
                work);
        assertThat(lines(verification)).singleElement(STRING).startsWith("WARNING: the annotations are in base64");
        assertThat(verification.said().values()).containsEntry(Key.BINARY, "/k");
    }

    @Test
    void bunixsEmptyValuesAndItsCommandAreTold() throws IOException {
        Map<String, String> pairs = with(with(with(PAIRS, "initrd", ""), "useDMBlock", ""), "cmdline", "hello");
        assertThat(lines(HandMade.kernel(layout)
                        .process("Cmd", JsonArray.of(List.of("unikernel")))
                        .json(base64(pairs))))
                .containsExactly(
                        "NOTE: /urunc.json: com.urunc.unikernel.initrd is empty",
                        "NOTE: /urunc.json: com.urunc.unikernel.useDMBlock is empty",
                        "NOTE: /urunc.json: com.urunc.unikernel.useDMBlock is what urunc up to 0.5.0 read; now it is"
                                + " com.urunc.unikernel.mountRootfs",
                        "NOTE: neither labels nor annotations speak of the unikernel, only /urunc.json",
                        "WARNING: the image's command is 'unikernel', which a runtime takes, and not cmdline 'hello'");
    }

    @Test
    void aKernelThatIsNotThereIsAnError() throws IOException {
        assertThat(lines(HandMade.good(layout).layer(tar -> tar.write(TarEntry.file(".wh.k", 0644, 0, 0)))))
                .containsExactly(
                        "ERROR: com.urunc.unikernel.binary names '/k', which an upper layer of the image removes");
        Map<String, String> elsewhere = with(PAIRS, "binary", "/none");
        assertThat(lines(HandMade.kernel(layout)
                        .labels(elsewhere)
                        .annotations(elsewhere)
                        .json(base64(elsewhere))))
                .containsExactly("ERROR: com.urunc.unikernel.binary names '/none', which is not in the image");
        Map<String, String> link = with(PAIRS, "binary", "/l");
        assertThat(lines(HandMade.kernel(layout)
                        .layer(tar -> tar.write(TarEntry.symlink("l", "k", 0)))
                        .labels(link)
                        .annotations(link)
                        .json(base64(link))))
                .containsExactly(
                        "ERROR: com.urunc.unikernel.binary names '/l', which is a symbolic link, and runtimes take"
                                + " regular files only");
    }

    @Test
    void theKernelIsLookedAt() throws IOException {
        assertThat(lines(HandMade.good(layout).file("k", TestKernels.elf64(62))))
                .containsExactly("ERROR: kernel /k is a 64-bit ELF file for amd64, which qemu cannot start");
        assertThat(lines(HandMade.good(layout).config("architecture", "arm64")))
                .containsExactly("ERROR: kernel /k is made for amd64, but is said to be for arm64");
    }

    @Test
    void aDamagedBlobIsToldAndTheRestIsStillLookedAt() throws IOException {
        Image image = HandMade.good(layout).image();
        Path blob = layout.blob(image.manifest().layers().getLast().digest());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length - 3] ^= 1;
        Files.write(blob, bytes);
        assertThat(lines(Verification.of(image, work)))
                .anyMatch(line -> line.startsWith("ERROR: ")
                        && line.contains(
                                image.manifest().layers().getLast().digest().toString()));
        Files.delete(blob);
        assertThat(lines(Verification.of(image, work))).anyMatch(line -> line.contains("is missing"));
    }

    @Test
    void whatAnIndexHidesIsTold() throws IOException {
        Image image =
                HandMade.kernel(layout).annotations(PAIRS).json(base64(PAIRS)).image();
        NamedImage index = HandMade.kraftKit(layout, "qemu");
        assertThat(lines(Verification.of(image, index.root(), work)))
                .anyMatch(line -> line.startsWith("WARNING: the image lies behind an index"));
    }

    @Test
    void anImageOfKraftKitsIsUnderstoodAndToConvert() throws IOException {
        NamedImage named = HandMade.kraftKit(layout, "qemu", "fc");
        assertThat(Members.of(named)).hasSize(2);
        Verification verification = Verification.of(named.image(), named.root(), work);
        assertThat(lines(verification))
                .containsExactly(
                        "ERROR: the image's operating system is 'qemu': containerd and Kubernetes pull what is for linux",
                        "WARNING: the image's architecture is called 'x86_64', and by the specification 'amd64'",
                        "ERROR: the image is KraftKit's: it says nothing in the keys that container runtimes read");
        assertThat(verification.said().values())
                .containsEntry(Key.HYPERVISOR, "qemu")
                .containsEntry(Key.INITRD, "/unikraft/bin/initrd")
                .containsEntry(Key.UNIKERNEL_VERSION, "0.17.0");
        assertThat(String.valueOf(Facts.json(verification)))
                .contains("\"From\":\"KraftKit's layout\"", "\"Multiboot\":true", "\"Kind\":\"cpio\"");
    }
}
