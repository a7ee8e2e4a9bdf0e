/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import org.junit.jupiter.api.Test;

class CommandCheckTest {
    @Test
    void aCommandLineFitsTheGuestsLimit() {
        assertThat(Subjects.of("linux", "qemu").command("/app", "x").findings()).isEmpty();
        assertThat(Subjects.of("linux", "qemu")
                        .command("/app", "x".repeat(1900))
                        .findings())
                .singleElement(STRING)
                .startsWith("ERROR COMMAND: the arguments and the environment make a command line of ")
                .contains("and a Linux kernel takes 2048");
        assertThat(Subjects.of("unikraft", "qemu")
                        .command("/app", "x".repeat(3900))
                        .findings())
                .isEmpty();
        assertThat(Subjects.of("unikraft", "firecracker")
                        .kernel(Subjects.MULTIBOOT)
                        .command("/app", "x".repeat(4096))
                        .findings())
                .singleElement(STRING)
                .contains("and a unikraft guest takes 4096");
    }

    @Test
    void aMonitorOfSolo5HasALimitOfItsOwn() {
        Subjects mirage = Subjects.of("mirage", "hvt").kernel(Subjects.solo5(1, Subjects.net("service")));
        assertThat(mirage.command("x".repeat(8191)).findings()).isEmpty();
        assertThat(mirage.command("x".repeat(8192)).findings())
                .containsExactly(
                        "ERROR COMMAND: the arguments make a command line of 8193 bytes, and hvt takes 8192; shorten them");
    }

    @Test
    void anEnvironmentThatTheGuestCannotCarryIsRefused() {
        assertThat(Subjects.of("linux", "qemu")
                        .command("/app")
                        .environment("a.b=c")
                        .findings())
                .singleElement(STRING)
                .contains("cannot stand on a Linux kernel's command line");
        assertThat(Subjects.of("linux", "qemu")
                        .command("/urunit", "/app")
                        .environment("a.b=c")
                        .findings())
                .singleElement(STRING)
                .startsWith("WARNING COMMAND");
    }

    @Test
    void anImageWithoutCommandIsNotRehearsed() {
        assertThat(Subjects.of("linux", "qemu").environment("a.b=c").findings()).isEmpty();
    }
}
