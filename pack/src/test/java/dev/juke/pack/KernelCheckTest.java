/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.Kernel.Format;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelCheckTest {
    @TempDir
    private Path directory;

    private void check(String monitor, Format format, Architecture architecture, boolean pvh, boolean multiboot) {
        BuildRequest request = Requests.in(directory).on("linux", monitor).request();
        KernelCheck.check(request, new Kernel(format, architecture, pvh, multiboot, false, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "qemu,ELF32,AMD64,false,true",
        "qemu,ELF64,AMD64,true,false",
        "qemu,BZIMAGE,AMD64,false,false",
        "qemu,ELF64,ARM64,false,false",
        "qemu,ARM64_IMAGE,ARM64,false,false",
        "firecracker,ELF64,AMD64,false,false",
        "firecracker,ARM64_IMAGE,ARM64,false,false",
        "cloud-hypervisor,ELF64,AMD64,true,false",
        "cloud-hypervisor,BZIMAGE,AMD64,false,false",
        "cloud-hypervisor,ARM64_IMAGE,ARM64,false,false",
        "hvt,ELF64,AMD64,false,false",
        "spt,ELF64,ARM64,false,false",
        "hyperlight,ELF64,AMD64,false,false",
        "another,ELF32,AMD64,false,false"
    })
    void aMonitorTakesItsKernels(
            String monitor, Format format, Architecture architecture, boolean pvh, boolean multiboot) {
        check(monitor, format, architecture, pvh, multiboot);
    }

    @ParameterizedTest
    @CsvSource({
        "qemu,ELF64,AMD64,false,false,with a multiboot header or a PVH note",
        "firecracker,ELF32,AMD64,false,true,a 64-bit ELF file (vmlinux)",
        "firecracker,BZIMAGE,AMD64,false,false,a 64-bit ELF file (vmlinux)",
        "firecracker,ELF64,ARM64,false,false,an arm64 Image",
        "cloud-hypervisor,ELF64,AMD64,false,true,a 64-bit ELF file with a PVH note",
        "cloud-hypervisor,ELF64,ARM64,false,false,an arm64 Image",
        "hvt,BZIMAGE,AMD64,false,false,a 64-bit ELF file",
        "spt,ELF32,AMD64,false,false,a 64-bit ELF file"
    })
    void aKernelOfAnotherKindIsRefusedWithWhatIsTaken(
            String monitor, Format format, Architecture architecture, boolean pvh, boolean multiboot, String taken) {
        assertThatThrownBy(() -> check(monitor, format, architecture, pvh, multiboot))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.hint()).endsWith(taken))
                .hasMessageContaining("which " + monitor + " cannot start");
    }
}
