/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.juke.base.JukeException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes stand in {@code /urunc.json}: they are metadata that can be written again, or refused in words. */
class UruncJsonFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                new byte[0],
                UruncJson.write(Map.of(
                        "com.urunc.unikernel.unikernelType", "linux",
                        "com.urunc.unikernel.hypervisor", "qemu",
                        "com.urunc.unikernel.binary", "/k",
                        "com.urunc.unikernel.mountRootfs", "true")),
                "{\"com.urunc.unikernel.binary\":\"qemu\"}".getBytes(UTF_8),
                "{\"com.urunc.unikernel.binary\":7}".getBytes(UTF_8));
    }

    /** Jazzer guides the search when JAZZER_FUZZ=1; else it only checks the seeds. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreReadOrRefusedInWords(byte[] bytes) {
        Map<Key, String> values;
        try {
            values = UruncJson.read(bytes, "/urunc.json");
        } catch (JukeException e) {
            assertThat(e.line()).doesNotContain("\n");
            return;
        }
        Map<String, String> named = new TreeMap<>();
        values.forEach((key, value) -> named.put(key.fullName(), value));
        assertThat(UruncJson.read(UruncJson.write(named), "/urunc.json")).isEqualTo(values);
    }
}
