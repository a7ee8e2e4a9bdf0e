/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenFilesTest {
    private static final String CHILD = "ulimit -S -n; ulimit -H -n";

    private static String own() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .findFirst()
                .orElseThrow();
    }

    /** The JVM of the tests has its soft limit where the hard one is, so that it has to be lowered first. */
    @Test
    void theSoftLimitIsRaisedAndChildrenHaveTheOldOne() throws Exception {
        Shell.output("prlimit --pid " + ProcessHandle.current().pid() + " --nofile=1000:");
        String before = Shell.output(CHILD);
        assertThat(before).startsWith("1000\n");
        OpenFiles.atLeast(500);
        assertThat(own()).contains(" 1000 ");
        OpenFiles.atLeast(1500);
        assertThat(own()).contains(" 1500 ");
        assertThat(Shell.output(CHILD)).isEqualTo(before);
        OpenFiles.atLeast(Long.MAX_VALUE);
        String hard = before.substring(before.indexOf('\n') + 1);
        assertThat(own()).matches("Max open files +" + hard + " +" + hard + " +files *");
        // Arguments are as they were, and so is the error of a program that is not there.
        Reaper.Result result = Shell.run(Command.of("printf", "%s|", "a b", "", "$0", "-n"));
        assertThat(new String(result.out(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("a b||$0|-n|");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Reaper.start().spawn(Command.of("/nowhere/program")))
                .withMessage("exec /nowhere/program: No such file or directory (ENOENT)");
    }
}
