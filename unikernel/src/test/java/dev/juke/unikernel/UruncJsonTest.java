/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UruncJsonTest {
    private static Metadata read(String json) {
        return new Metadata(UruncJson.read(json.getBytes(UTF_8), "/urunc.json"), "/urunc.json");
    }

    @Test
    void bunnysOwnFileIsReadAndWrittenByteForByte() {
        // Worked example A of reference/packaging.md, section 1.8.
        String json = "{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\","
                + "\"com.urunc.unikernel.cmdline\":\"L3NlcnZlcg==\","
                + "\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\","
                + "\"com.urunc.unikernel.initrd\":\"Ly5ib290L3Jvb3Rmcw==\","
                + "\"com.urunc.unikernel.mountRootfs\":\"ZmFsc2U=\","
                + "\"com.urunc.unikernel.unikernelType\":\"dW5pa3JhZnQ=\","
                + "\"com.urunc.unikernel.unikernelVersion\":\"MC4xNy4w\"}";
        Metadata metadata = read(json);
        assertThat(metadata.annotations())
                .isEqualTo(Map.of(
                        "com.urunc.unikernel.binary", "/.boot/kernel",
                        "com.urunc.unikernel.cmdline", "/server",
                        "com.urunc.unikernel.hypervisor", "qemu",
                        "com.urunc.unikernel.initrd", "/.boot/rootfs",
                        "com.urunc.unikernel.mountRootfs", "false",
                        "com.urunc.unikernel.unikernelType", "unikraft",
                        "com.urunc.unikernel.unikernelVersion", "0.17.0"));
        assertThat(new String(UruncJson.write(metadata.annotations()), UTF_8)).isEqualTo(json);
    }

    @Test
    void anEmptyValueStaysEmpty() {
        assertThat(new String(UruncJson.write(Map.of("k", "")), UTF_8)).isEqualTo("{\"k\":\"\"}");
    }

    @Test
    void keysThatAreNotOursAreLeftAlone() {
        Metadata metadata = read(
                "{\"com.urunc.unikernel.binary\":\"L2s=\",\"other\":\"not base64!\","
                        + "\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\",\"com.urunc.unikernel.unikernelType\":\"bGludXg=\"}");
        assertThat(metadata.values()).hasSize(3);
    }

    @Test
    void aValueInPlainTextIsRefusedByItsKey() {
        assertThatThrownBy(() -> read("{\"com.urunc.unikernel.binary\":\"/kernel.elf\"}"))
                .isInstanceOf(JukeException.class)
                .hasMessage("/urunc.json: the value of com.urunc.unikernel.binary is not base64: '/kernel.elf'");
    }

    @Test
    void aFileWithoutTheKernelsPathIsRefused() {
        assertThatThrownBy(() -> read("{\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\","
                        + "\"com.urunc.unikernel.unikernelType\":\"bGludXg=\"}"))
                .hasMessage("/urunc.json: com.urunc.unikernel.binary is missing");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> read("[]")).hasMessageContaining("must hold a JSON object");
    }
}
