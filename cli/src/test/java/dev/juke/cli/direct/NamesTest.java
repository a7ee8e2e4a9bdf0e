/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final ContainerId ONE = new ContainerId("1".repeat(64));
    private static final ContainerId TWO = new ContainerId("2".repeat(64));

    @TempDir
    Path directory = Path.of("/");

    private Names names = new Names(new DataRoot(directory, new Caller(1000)));

    @BeforeEach
    void begin() {
        DataRoot root = new DataRoot(directory, new Caller(1000));
        root.prepare();
        names = new Names(root);
    }

    @Test
    void aNameIsGivenOnce() throws IOException {
        names.reserve("web", ONE);
        assertThatThrownBy(() -> names.reserve("web", TWO))
                .hasMessageContaining("the name 'web' is in use by container " + ONE.hex());
        assertThat(names.holder("web")).isEqualTo(ONE.hex());
    }

    @Test
    void onlyItsHolderGivesANameBack() throws IOException {
        names.reserve("web", ONE);
        names.release("web", TWO);
        assertThat(names.holder("web")).isEqualTo(ONE.hex());
        names.release("web", ONE);
        assertThat(names.holder("web")).isNull();
    }

    @Test
    void namesOfContainersThatAreGoneAreSweptAway() throws IOException {
        Files.createDirectory(directory.resolve("containers").resolve(ONE.hex()));
        names.reserve("here", ONE);
        names.reserve("gone", TWO);
        names.sweep();
        assertThat(names.holder("here")).isEqualTo(ONE.hex());
        assertThat(names.holder("gone")).isNull();
    }

    @Test
    void inventedNamesDifferAlsoWhenTheyGrowScarce() throws IOException {
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            // The same sequences again and again: most of their names are taken.
            String name = names.reserveRandom(ONE, new Random(i % 10));
            assertThat(given.add(name)).isTrue();
            assertThatCode(() -> Names.check(name)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ab", "web-1", "A_b.c", "0x", "happy_tango12"})
    void dockersNamesAreNames(String name) {
        assertThatCode(() -> Names.check(name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "_a", "a b", "a/b", "../a", "ä1", "a\n"})
    void whatCouldBeMisreadIsNoName(String name) {
        assertThatThrownBy(() -> Names.check(name)).hasMessageContaining("is no container name");
    }
}
