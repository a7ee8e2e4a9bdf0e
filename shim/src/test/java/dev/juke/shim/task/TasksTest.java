/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TasksTest {
    private final Tasks tasks = new Tasks();

    @Test
    void aNameIsTakenOnce() {
        Tasks.Place place = tasks.claim("a");
        assertThatThrownBy(() -> tasks.claim("a")).isInstanceOf(AlreadyExists.class);
        assertThat(tasks.has("a")).isTrue();
        place.giveUp();
        assertThat(tasks.isEmpty()).isTrue();
        tasks.claim("a");
    }

    @Test
    void whoGaveUpDoesNotTakeTheNameFromTheNext() throws Exception {
        Tasks.Place first = tasks.claim("a");
        first.giveUp();
        Tasks.Place second = tasks.claim("a");
        first.giveUp();
        assertThat(tasks.has("a")).isTrue();
        second.giveUp();
        assertThatThrownBy(() -> tasks.get("a"))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("does not exist");
    }
}
