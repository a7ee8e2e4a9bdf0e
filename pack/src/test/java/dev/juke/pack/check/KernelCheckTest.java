/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import static dev.juke.pack.check.Subjects.net;
import static dev.juke.pack.check.Subjects.solo5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.juke.machine.Architecture;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.Kernel.Format;
import dev.juke.unikernel.kernel.Solo5;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelCheckTest {
    private static List<String> check(
            String guest, String monitor, Format format, Architecture architecture, boolean pvh, boolean multiboot) {
        return Subjects.of(guest, monitor)
                .kernel(new Kernel(format, architecture, pvh, multiboot, false, 1))
                .findings();
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
        "hyperlight,ELF64,AMD64,false,false"
    })
    void aMonitorTakesItsKernels(
            String monitor, Format format, Architecture architecture, boolean pvh, boolean multiboot) {
        String guest = monitor.equals("hyperlight") ? "unikraft" : "linux";
        assertThat(check(guest, monitor, format, architecture, pvh, multiboot)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "qemu,ELF64,AMD64,false,false,with a multiboot header or a PVH note",
        "firecracker,ELF32,AMD64,false,true,a 64-bit ELF file (vmlinux)",
        "firecracker,BZIMAGE,AMD64,false,false,a 64-bit ELF file (vmlinux)",
        "firecracker,ELF64,ARM64,false,false,an arm64 Image",
        "cloud-hypervisor,ELF64,AMD64,false,true,a 64-bit ELF file with a PVH note",
        "cloud-hypervisor,ELF64,ARM64,false,false,an arm64 Image"
    })
    void aKernelOfAnotherKindIsRefusedWithWhatIsTaken(
            String monitor, Format format, Architecture architecture, boolean pvh, boolean multiboot, String taken) {
        assertThat(check("linux", monitor, format, architecture, pvh, multiboot))
                .singleElement(STRING)
                .startsWith("ERROR KERNEL: ")
                .contains("which " + monitor + " cannot start")
                .endsWith(taken);
    }

    @ParameterizedTest
    @CsvSource({"hvt,1", "spt,2", "qemu,3"})
    void aKernelOfSolo5IsForOneMonitor(String monitor, int target) {
        for (int i = 0; i < 7; i++) {
            List<String> findings = Subjects.of("mirage", monitor)
                    .kernel(solo5(i, net("service")))
                    .findings();
            if (i == target) {
                assertThat(findings).isEmpty();
            } else {
                assertThat(findings).singleElement(STRING).contains("which " + monitor + " cannot start");
            }
        }
        assertThat(Subjects.of("mirage", monitor).findings())
                .singleElement(STRING)
                .startsWith("ERROR KERNEL: kernel k is a 64-bit ELF file for amd64 with a multiboot header, which")
                .contains("that Solo5 linked for");
    }

    @Test
    void aKernelThatCarriesAnothersMarkIsRefused() {
        Kernel unikraft = new Kernel(Format.ELF64, Architecture.AMD64, true, true, true, 1);
        assertThat(Subjects.of("linux", "qemu").kernel(unikraft).findings())
                .containsExactly(
                        "ERROR FRAMEWORK: kernel k is made with Unikraft, but the framework is said to be 'linux';"
                                + " correct the framework, or name another kernel");
        assertThat(Subjects.of("unikraft", "qemu").kernel(unikraft).findings()).isEmpty();
        Kernel rumprun = new Kernel(
                Format.ELF64, Architecture.AMD64, false, true, false, true, new Solo5(1, 2, List.of(net("tap"))), 1);
        assertThat(Subjects.of("mirage", "hvt").kernel(rumprun).findings())
                .singleElement(STRING)
                .contains("made with Rumprun");
        assertThat(Subjects.of("rumprun", "hvt").kernel(rumprun).findings()).isEmpty();
        assertThat(Subjects.of("hermit", "qemu")
                        .kernel(solo5(3, net("service")))
                        .findings())
                .anyMatch(line -> line.contains("made with Solo5"));
    }
}
