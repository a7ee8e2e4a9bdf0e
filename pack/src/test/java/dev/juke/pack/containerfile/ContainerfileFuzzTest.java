/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.image.Platform;
import dev.juke.pack.BuildContext;
import dev.juke.pack.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever text a Containerfile is, the answer is an image or lines that name it, within bounded time. Jazzer guides the search when
 * JAZZER_FUZZ=1; else it only checks the seeds, and as many random changes of them.
 */
@Timeout(120)
class ContainerfileFuzzTest {
    private static final int CHANGES = 400;
    private static final byte[] INTERESTING = "\\`$\"'{}[]#%/:-+?*<\n\r\t =,@!".getBytes(StandardCharsets.UTF_8);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "FROM scratch\nCOPY a <<E /b/\nx $y\nE\nLABEL com.urunc.unikernel.binary=/b/a\n",
                        "# escape=`\nARG A=${B:-x${C##*/}}\nFROM --platform=$TARGETPLATFORM ${A} AS b\nCMD [\"a\", \"b\"]\n",
                        "FROM scratch AS x\nENV A=\"b c\" D='e' F=g\\ h\nENV I=${A//b?/x}${A%c*}${D/e/}\nEXPOSE 80 $A\nWORKDIR $D/..\n",
                        "FROM scratch\nADD --chown=1:2 --exclude=**/x --parents a/./[b-c]* /d\nUSER a\nONBUILD COPY --from=0 * /\nFROM 0\n",
                        "FROM scratch\nVOLUME [\"/a\"]\nSTOPSIGNAL SIGRTMIN+3\nSHELL [\"x\"]\nENTRYPOINT x\nHEALTHCHECK NONE\nMAINTAINER m\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void anyTextIsAnImageOrRefused(byte[] text) throws IOException {
        Path directory = Files.createTempDirectory("juke-fuzz");
        try (Workspace work = Workspace.create()) {
            Files.createDirectory(directory.resolve("a"));
            Files.writeString(directory.resolve("b"), "b");
            Path file = Files.write(directory.resolve("Containerfile"), text);
            BuildContext context = new BuildContext(
                    directory,
                    work,
                    (reference, _) -> {
                        throw JukeException.notFound("image '" + reference + "' is not there", "");
                    },
                    Platform.linux("amd64"),
                    Map.of(),
                    "",
                    0,
                    true,
                    false,
                    _ -> {});
            try {
                assertThat(Containerfile.read(file, context).metadata().binary())
                        .isNotEmpty();
            } catch (JukeException e) {
                assertThat(e.line()).contains(file.toString());
            }
        } finally {
            Trees.delete(directory);
        }
    }

    @RepeatedTest(5)
    void aDamagedFileIsAnImageOrRefused(RepetitionInfo repetition) throws IOException {
        byte[] seed = seeds().toList().get(repetition.getCurrentRepetition() - 1);
        for (int i = 0; i < CHANGES; i++) {
            Random random = new Random(repetition.getCurrentRepetition() * 1_000_000L + i);
            byte[] text = Arrays.copyOf(seed, seed.length + random.nextInt(4));
            for (int change = 0; change <= random.nextInt(8); change++) {
                text[random.nextInt(text.length)] = random.nextBoolean()
                        ? INTERESTING[random.nextInt(INTERESTING.length)]
                        : seed[random.nextInt(seed.length)];
            }
            anyTextIsAnImageOrRefused(text);
        }
    }
}
