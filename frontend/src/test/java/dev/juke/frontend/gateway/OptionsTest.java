/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Platform;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options options(String... pairs) {
        Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin"));
        for (String pair : pairs) {
            environment.put("BUILDKIT_FRONTEND_OPT_" + environment.size(), pair);
        }
        return Options.of(environment);
    }

    @Test
    void whatIsNotSaidIsAsInBuildKit() {
        Options options = options();
        assertThat(options.fileName()).isEqualTo("Dockerfile");
        assertThat(options.fileDirectory()).isEqualTo("dockerfile");
        assertThat(options.contextDirectory()).isEqualTo("context");
        assertThat(options.platforms()).isEmpty();
        assertThat(options.cacheImports()).isEmpty();
        assertThat(options.noCache()).isFalse();
        assertThat(options.strict()).isTrue();
        assertThat(options.epoch()).isZero();
    }

    @Test
    void aValueMayHaveEqualsSigns() {
        assertThat(options("label:a=b=c").labels()).containsEntry("a", "b=c").hasSize(1);
    }

    @Test
    void platformsAreNamedInAnyOfTheirWays() {
        assertThat(options("platform=linux/x86_64,arm64, linux/arm/v7").platforms())
                .containsExactly(Platform.linux("amd64"), Platform.linux("arm64"), new Platform("linux", "arm", "v7"));
    }

    @Test
    void aListOfStagesThatAreBuiltAnewIsForDockerfiles() {
        assertThat(options("no-cache=").noCache()).isTrue();
        assertThat(options("no-cache=build,test").noCache()).isFalse();
    }

    @Test
    void cachesAreGivenInTheOldWayOrTheNew() {
        assertThat(options("cache-from=a,b").cacheImports())
                .extracting(entry -> entry.getAttrsMap().get("ref"))
                .containsExactly("a", "b");
        String imports = "cache-imports=[{\"Type\":\"local\",\"Attrs\":{\"src\":\"d\"}}]";
        assertThat(options("cache-from=a", imports).cacheImports())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getType()).isEqualTo("local"));
        assertThatThrownBy(() -> options("cache-imports={}").cacheImports())
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("cache-imports");
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> options("build-arg:SOURCE_DATE_EPOCH=now").epoch())
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("SOURCE_DATE_EPOCH");
    }
}
