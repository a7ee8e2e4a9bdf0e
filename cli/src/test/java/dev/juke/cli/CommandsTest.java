/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    @ParameterizedTest
    @CsvSource({
        "imagse,did you mean 'images'?",
        "biuld,did you mean 'build'?",
        "lgos,did you mean 'logs'?",
        "frobnicate,see juke --help",
        "exec,a unikernel has no processes to join",
        "start,a container runs once"
    })
    void aCommandThatThereIsNotIsToldTheNearestOrWhatToDo(String name, String hint) {
        assertThatThrownBy(() -> Commands.find(name))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.hint()).startsWith(hint))
                .hasMessage("'" + name + "' is no command of juke");
    }

    @Test
    void everyCommandOfTheHelpIsFound() {
        assertThat(Commands.find("run").name()).isEqualTo("run");
        assertThat(Commands.help()).contains("  run ", "  doctor ", "Examples:");
    }
}
