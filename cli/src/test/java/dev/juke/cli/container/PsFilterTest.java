/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.cli.direct.Life;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PsFilterTest {
    private static final Life ENDED = new Life.Ended(0, null, Instant.EPOCH, "exited", "");

    @Test
    void withoutAFilterAllAreShown() {
        assertThat(PsFilter.parse(List.of()).accepts("web", new Life.Created())).isTrue();
    }

    @Test
    void valuesOfOneKeyAreAlternativesAndKeysAddUp() {
        PsFilter filter = PsFilter.parse(List.of("name=we", "name=db", "status=exited"));
        assertThat(filter.asksForStatus()).isTrue();
        assertThat(filter.accepts("web", ENDED)).isTrue();
        assertThat(filter.accepts("my-db", ENDED)).isTrue();
        assertThat(filter.accepts("cache", ENDED)).isFalse();
        assertThat(filter.accepts("web", new Life.Created())).isFalse();
    }

    @Test
    void whatIsNoFilterIsRefused() {
        assertThatThrownBy(() -> PsFilter.parse(List.of("web"))).hasMessage("'web' is no filter");
        assertThatThrownBy(() -> PsFilter.parse(List.of("status=fine"))).hasMessage("there is no status 'fine'");
    }
}
