/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.ImageConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageArgumentsTest {
    private static final ImageConfig CONFIG = new ImageConfig(new JsonObject()
            .put(
                    "config",
                    new JsonObject()
                            .put("Entrypoint", JsonArray.of(List.of("e")))
                            .put("Cmd", JsonArray.of(List.of("c", "d")))));

    @Test
    void theCommandFollowsTheEntryPoint() {
        assertThat(ImageArguments.of(CONFIG, null, List.of())).containsExactly("e", "c", "d");
    }

    @Test
    void givenWordsTakeTheCommandsPlace() {
        assertThat(ImageArguments.of(CONFIG, null, List.of("x", "", "y z"))).containsExactly("e", "x", "", "y z");
    }

    @Test
    void oneLeadingDoubleDashIsDroppedAndNoOther() {
        assertThat(ImageArguments.of(CONFIG, null, List.of("--", "--", "x", "--")))
                .containsExactly("e", "--", "x", "--");
        assertThat(ImageArguments.of(CONFIG, null, List.of("--"))).containsExactly("e", "c", "d");
    }

    @Test
    void anotherEntryPointDropsTheCommandToo() {
        assertThat(ImageArguments.of(CONFIG, "n", List.of())).containsExactly("n");
        assertThat(ImageArguments.of(CONFIG, "", List.of("x"))).containsExactly("x");
    }
}
