/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.Json;
import dev.juke.sandbox.Workload;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContainerJsonTest {
    @Test
    void whatIsWrittenReadsAsTheSame() {
        Container container = DirectPlanner.plan(Samples.request(
                        ContainerId.random(),
                        "web",
                        new Container.Options(true, false, true, false, -1),
                        Samples.NOBODY,
                        new DataRoot(Path.of("/j"), new Caller(0)),
                        new Workload.Files(Path.of("/i/kernel"), Samples.KERNEL, null, null)))
                .container();
        byte[] bytes = Json.bytes(ContainerJson.write(container));
        assertThat(ContainerJson.read(Json.parseObject(bytes, "it"))).isEqualTo(container);
    }
}
