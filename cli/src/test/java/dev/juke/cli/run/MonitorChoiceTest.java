/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MonitorChoiceTest {
    private static final Metadata METADATA = new Metadata(
            Map.of(
                    Key.UNIKERNEL_TYPE,
                    "unikraft",
                    Key.HYPERVISOR,
                    "firecracker",
                    Key.BINARY,
                    "/kernel",
                    Key.QEMU_MACHINE,
                    "q35"),
            "labels");

    @Test
    void theSecondPartIsTheMachineType() {
        Metadata chosen = MonitorChoice.apply("qemu:pc", METADATA);
        assertThat(chosen.hypervisor()).isEqualTo("qemu");
        assertThat(chosen.get(Key.QEMU_MACHINE)).isEqualTo("pc");
        assertThat(chosen.unikernelType()).isEqualTo("unikraft");
    }

    @Test
    void withoutASecondPartTheImagesMachineTypeStays() {
        assertThat(MonitorChoice.apply("qemu", METADATA).get(Key.QEMU_MACHINE)).isEqualTo("q35");
    }

    @Test
    void anUnknownMachineTypeOrAcceleratorIsRefused() {
        assertThatThrownBy(() -> MonitorChoice.apply("qemu:amiga", METADATA)).hasMessageContaining("'amiga'");
        assertThatThrownBy(() -> MonitorChoice.acceleration("hvf")).hasMessageContaining("no accelerator 'hvf'");
    }
}
