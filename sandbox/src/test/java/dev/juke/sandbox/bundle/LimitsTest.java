/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    private static Bundle bundle(String resources) {
        String config = "{\"linux\":{\"resources\":" + resources + "}}";
        return new Bundle(
                Path.of("/b"), Json.parseObject(config.getBytes(StandardCharsets.UTF_8), "config"), Path.of("/b/r"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|1",
                "{'cpu':{}}|1",
                "{'cpu':{'quota':50000,'period':100000}}|1",
                "{'cpu':{'quota':150000,'period':100000}}|2",
                "{'cpu':{'quota':400000}}|4",
                "{'cpu':{'quota':-1}}|1",
                "{'cpu':{'cpus':'0-2,7'}}|4",
                "{'cpu':{'quota':250000,'period':100000,'cpus':'0-1'}}|2",
                "{'cpu':{'quota':9900000,'period':100000}}|8"
            })
    void vcpusComeFromTheQuotaAndTheSet(String resources, int expected) {
        assertThat(Limits.vcpus(bundle(resources.replace('\'', '"')), 8)).isEqualTo(expected);
    }

    @Test
    void noLimitOfMemoryIsNone() {
        assertThat(Limits.memory(bundle("{}"))).isNull();
        assertThat(Limits.memory(bundle("{\"memory\":{\"limit\":-1}}"))).isNull();
        assertThat(Limits.memory(bundle("{\"memory\":{\"limit\":67108864}}"))).isEqualTo(67108864);
    }

    @Test
    void aListOfCpusThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Limits.vcpus(bundle("{\"cpu\":{\"cpus\":\"0-x\"}}"), 8))
                .hasMessageContaining("no list of CPUs");
    }
}
