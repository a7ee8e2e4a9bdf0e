/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.linux.Exit;
import dev.juke.shim.api.types.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifeTest {
    private static final Exit EXIT = new Exit(7, 3, false, Instant.EPOCH);

    private final Life life = new Life("task w");

    private void become(Status status) {
        if (status == Status.STOPPED) {
            life.over(EXIT);
        } else {
            try (Life.Turn turn = life.turn("test", life.status())) {
                turn.leadsTo(status);
            }
        }
    }

    private void refused(Runnable action, String line) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(JukeException.class, e -> {
            assertThat(e.category()).isEqualTo(JukeException.Category.CONFLICT);
            assertThat(e.line()).isEqualTo(line);
        });
    }

    @Test
    void everyStateThatForbidsSomethingIsNamedWithItsRemedy() {
        refused(
                () -> life.turn("pause", Status.RUNNING),
                "task w: pause is not possible: it has not been started; start it first");
        become(Status.RUNNING);
        refused(
                () -> life.turn("start", Status.CREATED),
                "task w: start is not possible: it is running; nothing has to be done");
        refused(life::leave, "task w: delete is not possible: it is running; kill it first");
        become(Status.PAUSED);
        refused(
                () -> life.turn("pause", Status.RUNNING),
                "task w: pause is not possible: it is paused; resume it first");
        refused(life::leave, "task w: delete is not possible: it is paused; kill it first");
        become(Status.STOPPED);
        refused(
                () -> life.turn("start", Status.CREATED),
                "task w: start is not possible: it has ended; delete it, and create another");
        refused(
                () -> life.whileAlive("exec", () -> {}),
                "task w: exec is not possible: it has ended; use another container");
    }

    @Test
    void whileOneTurnIsUnderWayNoOtherBegins() {
        try (Life.Turn _ = life.turn("start", Status.CREATED)) {
            refused(
                    () -> life.turn("start", Status.CREATED),
                    "task w: start is not possible: its start is under way; wait for that, or kill it");
            refused(life::leave, "task w: delete is not possible: its start is under way; wait for that, or kill it");
            assertThat(life.leaveUnstarted()).isFalse();
            assertThat(life.status()).isEqualTo(Status.CREATED);
        }
        assertThat(life.leaveUnstarted()).isTrue();
    }

    @Test
    void whatIsBeingDeletedBeginsNothingUntilItStays() {
        life.leave();
        refused(
                () -> life.turn("start", Status.CREATED),
                "task w: start is not possible: it is being deleted; wait until it is gone");
        refused(life::leave, "task w: delete is not possible: it is being deleted; wait until it is gone");
        refused(
                () -> life.whileAlive("exec", () -> {}),
                "task w: exec is not possible: it is being deleted; use another container");
        life.stay();
        life.turn("start", Status.CREATED).close();
    }

    @Test
    void theEndWaitsForTheTurnThatIsUnderWay() throws InterruptedException {
        List<String> told = new ArrayList<>();
        Thread end;
        try (Life.Turn turn = life.turn("start", Status.CREATED)) {
            end = Thread.startVirtualThread(() -> {
                try (Life.Turn _ = life.end()) {
                    told.add("exit");
                    life.over(EXIT);
                }
            });
            Thread.sleep(50);
            turn.leadsTo(Status.RUNNING);
            told.add("start");
        }
        end.join();
        assertThat(told).containsExactly("start", "exit");
        assertThat(life.status()).isEqualTo(Status.STOPPED);
        assertThat(life.exit()).isEqualTo(EXIT);
    }

    @Test
    void othersWaitForTheEndSinceItTakesButAMoment() throws InterruptedException {
        List<String> told = new ArrayList<>();
        Thread delete;
        try (Life.Turn _ = life.end()) {
            life.over(EXIT);
            delete = Thread.startVirtualThread(() -> {
                life.leave();
                told.add("delete");
            });
            Thread.sleep(50);
            told.add("exit");
        }
        delete.join();
        assertThat(told).containsExactly("exit", "delete");
    }

    @Test
    void theFirstEndCounts() {
        life.over(EXIT);
        life.over(new Exit(7, 9, true, Instant.EPOCH));
        assertThat(life.exit()).isEqualTo(EXIT);
    }
}
