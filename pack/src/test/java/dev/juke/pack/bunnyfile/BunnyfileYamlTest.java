/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.pack.Rootfs;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BunnyfileYamlTest extends BunnyfileFixture {
    @ParameterizedTest
    @CsvSource({
        "kernal: x,5,FILE:5:1: unknown key 'kernal'; did you mean 'kernel'?",
        "env: [A=1],5,FILE:5:1: unknown key 'env'; did you mean 'envs'?",
        "Cmd: [a],5,FILE:5:1: unknown key 'Cmd'; did you mean 'cmd'?",
        "rootfs: { form: local },5,FILE:5:11: unknown key 'rootfs.form'; did you mean 'from'?"
    })
    void aMistypedKeyIsRefusedWithTheNearest(String text, int line, String words) {
        refused(HEAD + KERNEL + text, words);
        assertThat(words).contains(":" + line + ":");
    }

    @Test
    void aKeyThatIsFarFromAllIsRefusedWithAll() {
        refused(
                HEAD + KERNEL + "application: x",
                "FILE:5:1: unknown key 'application'; known here are: version, platforms, rootfs, kernel, cmd, cmdline,"
                        + " entrypoint, envs, labels, workdir, user, expose, volumes");
    }

    @Test
    void aValueOfAnotherKindIsRefused() {
        refused(HEAD + KERNEL + "cmd: /server", "FILE:5:6: cmd must be a list, but is a text; write ['A', 'B']");
        refused(HEAD + KERNEL + "cmd: [[a]]", "FILE:5:7: cmd must be a text, but is a list; write it in quotes");
        refused(HEAD + "kernel: app.elf", "FILE:4:9: kernel must have keys, but is a text; write 'KEY: VALUE' lines");
        refused("- a", "FILE:1:1: a build file must have keys, but is a list; write 'KEY: VALUE' lines");
        refused("hello", "FILE:1:1: a build file must have keys, but is a text; write 'KEY: VALUE' lines");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        refused(HEAD + KERNEL + KERNEL, "FILE:5:1: key 'kernel' is there twice; remove one");
        refused(HEAD + KERNEL + "cmd:\ncmd: [a]", "FILE:6:1: key 'cmd' is there twice; remove one");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> read("version: [")).hasMessageStartingWith(file + ":1:11: ");
        assertThatThrownBy(() -> read("version: v0.1\n  bad: [\n")).hasMessageStartingWith(file + ":2:6: ");
        assertThatThrownBy(() -> read("a: 1\n---\nb: 2\n")).hasMessageStartingWith(file + ":2:1: ");
        assertThatThrownBy(() -> read("a: *b\n")).hasMessageStartingWith(file + ":1:4: ");
        assertThatThrownBy(() -> read("a: \"\u0001\"\n")).hasMessageContaining(file.toString());
        refused("", "FILE is empty; a build file begins with its version: 'version: v0.1'");
        refused("# nothing\n", "FILE is empty; a build file begins with its version: 'version: v0.1'");
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> read()).hasMessage(file + " is no text in UTF-8");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> read()).hasMessage(file + " has more than 1048576 bytes");
        Files.delete(file);
        assertThatThrownBy(() -> read())
                .hasMessage("build file " + file + " cannot be read: no such file or directory");
    }

    @Test
    void aBombOfAliasesIsRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(JukeException.class));
    }

    @Test
    void aListThatHoldsItselfIsRefused() {
        assertThatThrownBy(() -> read(HEAD + KERNEL + "cmd: &a [*a]")).isInstanceOf(JukeException.class);
    }

    @Test
    void anchorsWork() throws IOException {
        assertThat(read(HEAD + KERNEL + "cmd: &c [a, b]\nentrypoint: *c")
                        .settings()
                        .entrypoint())
                .containsExactly("a", "b");
    }

    @Test
    void nullsAreWhatIsNotThere() throws IOException {
        assertThat(read(HEAD + KERNEL + "cmd: ~\nrootfs:\nenvs: null").rootfs()).isEqualTo(new Rootfs.None());
        assertThat(read(HEAD + KERNEL + "cmd: ['', ~, \"null\"]").settings().cmd())
                .containsExactly("", "", "null");
    }
}
