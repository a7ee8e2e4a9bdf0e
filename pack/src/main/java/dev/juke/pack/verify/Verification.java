/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.Platform;
import dev.juke.machine.Architecture;
import dev.juke.pack.Workspace;
import dev.juke.pack.check.About;
import dev.juke.pack.check.Checks;
import dev.juke.pack.check.Finding;
import dev.juke.pack.check.Subject;
import dev.juke.pack.scan.ImageScan;
import dev.juke.pack.scan.ScannedFile;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.KernelReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that can be said of one image without running it, whoever made it.
 *
 * @param scan its files
 * @param said what it says of its unikernel
 * @param binary its kernel, taken out of the image; null when there is none
 * @param kernel what that is; null when it cannot be read
 * @param initrd its initrd, likewise; null when there is none
 * @param block its disk image, likewise
 * @param findings what is wrong or worth knowing
 */
public record Verification(
        ImageScan scan,
        Said said,
        Subject.@Nullable File binary,
        @Nullable Kernel kernel,
        Subject.@Nullable File initrd,
        Subject.@Nullable File block,
        List<Finding> findings) {
    /** Looks at an image that stands for itself. */
    public static Verification of(Image image, Workspace work) throws IOException {
        return of(image, image.descriptor(), work);
    }

    /**
     * Looks at an image.
     *
     * @param root what lists it: its own manifest's descriptor, or an index's
     * @param work where files of it are put
     */
    public static Verification of(Image image, Descriptor root, Workspace work) throws IOException {
        ImageScan scan = ImageScan.of(image);
        Said said = Said.read(scan, work.newFile());
        List<Finding> findings = new ArrayList<>();
        scan.damages().forEach(damage -> findings.add(Finding.of(About.IMAGE, damage)));
        boolean behindIndex = !root.digest().equals(image.digest());
        platform(image, said, findings);
        CarrierCheck.check(said, image, behindIndex, findings);
        Files files = new Files(scan, said, work, findings);
        Subject.File binary = files.find(Key.BINARY, About.KERNEL);
        Subject.File initrd = files.find(Key.INITRD, About.ROOTFS);
        Subject.File block = files.find(Key.BLOCK, About.ROOTFS);
        Kernel kernel = binary == null ? null : kernel(binary, findings);
        if (said.values().containsKey(Key.UNIKERNEL_TYPE) && said.values().containsKey(Key.HYPERVISOR)) {
            findings.addAll(Checks.of(subject(image, said, kernel, initrd, block)));
        }
        return new Verification(scan, said, binary, kernel, initrd, block, List.copyOf(findings));
    }

    /** Whether there is an error. */
    public boolean hasErrors() {
        return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
    }

    /** Whether the image's own files are the guest's. */
    public boolean mountsRootfs() {
        return subject().mountsRootfs();
    }

    /** The unikernel, as the checks look at it. */
    public Subject subject() {
        return subject(scan.image(), said, kernel, initrd, block);
    }

    private static Subject subject(
            Image image,
            Said said,
            @Nullable Kernel kernel,
            Subject.@Nullable File initrd,
            Subject.@Nullable File block) {
        List<String> command = new ArrayList<>(image.config().entrypoint());
        command.addAll(image.config().cmd());
        return new Subject(
                said.values(),
                architecture(image),
                said.values().getOrDefault(Key.BINARY, ""),
                kernel,
                initrd,
                block,
                command,
                image.config().env());
    }

    private static @Nullable Kernel kernel(Subject.File file, List<Finding> findings) {
        try {
            return KernelReader.read(
                    file.content().file(),
                    file.content().offset(),
                    file.content().size(),
                    file.name());
        } catch (JukeException e) {
            findings.add(Finding.of(About.KERNEL, e));
            return null;
        }
    }

    private static @Nullable Architecture architecture(Image image) {
        for (Architecture known : Architecture.values()) {
            if (known.ociName().equals(image.config().platform().architecture())) {
                return known;
            }
        }
        return null;
    }

    /** containerd and CRI take images for linux and an instruction set under Go's name. */
    private static void platform(Image image, Said said, List<Finding> findings) {
        Platform platform = image.config().platform();
        String written = image.config().json().text("architecture", "");
        if (!platform.os().equals("linux")) {
            findings.add(Finding.error(
                    About.IMAGE,
                    "the image's operating system is '" + platform.os()
                            + "': containerd and Kubernetes pull what is for linux",
                    said.kraftKit() ? "juke convert IMAGE -t NAME" : "set os to linux"));
        }
        if (architecture(image) == null) {
            findings.add(Finding.warning(
                    About.ARCHITECTURE,
                    "the image's architecture is '" + written + "', for which Juke and urunc run nothing",
                    "use amd64 or arm64"));
        } else if (!written.equals(platform.architecture())) {
            findings.add(Finding.warning(
                    About.ARCHITECTURE,
                    "the image's architecture is called '" + written + "', and by the specification '"
                            + platform.architecture() + "'",
                    "juke convert writes it so"));
        }
        Platform listed = image.descriptor().platform();
        if (listed != null && !listed.runs(platform)) {
            findings.add(Finding.error(
                    About.IMAGE,
                    "the index lists the image for " + listed + ", and its configuration says " + platform,
                    "make the image again"));
        }
    }

    /** Takes the files that a monitor needs out of an image. */
    private record Files(ImageScan scan, Said said, Workspace work, List<Finding> findings) {
        Subject.@Nullable File find(Key key, About about) throws IOException {
            String path = said.values().getOrDefault(key, "");
            if (path.isEmpty()) {
                return null;
            }
            try {
                ScannedFile file = scan.get(path);
                if (file == null) {
                    String why = scan.isRemoved(path) ? "an upper layer of the image removes" : "is not in the image";
                    findings.add(Finding.error(
                            about,
                            key.fullName() + " names '" + path + "', which " + why,
                            scan.damages().isEmpty() ? "correct the path" : "perhaps a damaged layer has it"));
                    return null;
                }
                if (!file.isFile()) {
                    findings.add(Finding.error(
                            about,
                            key.fullName() + " names '" + path + "', which is a " + file.what()
                                    + ", and runtimes take regular" + " files only",
                            "name the file itself"));
                    return null;
                }
                return new Subject.File(path, scan.extract(file, work.newFile()));
            } catch (JukeException e) {
                findings.add(new Finding(
                        Finding.Severity.ERROR, about, Objects.requireNonNullElse(e.getMessage(), ""), e.hint()));
                return null;
            }
        }
    }
}
