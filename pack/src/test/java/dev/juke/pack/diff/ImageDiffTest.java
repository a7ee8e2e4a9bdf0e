/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.diff;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.JsonArray;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.tar.TarEntry;
import dev.juke.pack.Workspace;
import dev.juke.pack.verify.HandMade;
import dev.juke.pack.verify.Verification;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageDiffTest {
    private final Workspace work = Workspace.create();
    private OciLayout layout;

    @BeforeEach
    void makeLayout() throws IOException {
        layout = OciLayout.scratch(work.directory().resolve("layout"));
    }

    @AfterEach
    void close() {
        work.close();
    }

    private List<String> diff(HandMade left, HandMade right) throws IOException {
        return ImageDiff.of(Verification.of(left.image(), work), Verification.of(right.image(), work)).stream()
                .map(Difference::line)
                .toList();
    }

    @Test
    void oneAndTheSameImageDiffersInNothing() throws IOException {
        assertThat(diff(HandMade.good(layout), HandMade.good(layout))).isEmpty();
    }

    @Test
    void filesDifferByWhatTheyAreTheirModeAndContent() throws IOException {
        HandMade left = HandMade.good(layout).file("a", "1".getBytes(UTF_8)).file("gone", new byte[0]);
        HandMade right = HandMade.good(layout)
                .layer(tar -> tar.write(TarEntry.file("a", 0755, 0, 1), "1".getBytes(UTF_8)))
                .layer(tar -> tar.write(TarEntry.symlink("new", "a", 0)));
        String one = "1 bytes sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
        assertThat(diff(left, right))
                .containsExactly(
                        "~ files /a: file 644 0:0 " + one + " → file 755 0:0 " + one,
                        "- files /gone: file 644 0:0 0 bytes"
                                + " sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                        "+ files /new: symbolic link 777 0:0 to a");
    }

    @Test
    void whatIsSaidDiffersByKey() throws IOException {
        HandMade right = HandMade.good(layout)
                .labels(HandMade.with(HandMade.PAIRS, "cmdline", "b"))
                .process("Cmd", JsonArray.of(List.of("b")));
        assertThat(diff(HandMade.good(layout), right))
                .containsExactly(
                        "~ config config.Cmd: [\"app\"] → [\"b\"]", "~ labels com.urunc.unikernel.cmdline: app → b");
    }

    @Test
    void imagesThatAreOnlyCutOtherwiseAreTold() throws IOException {
        HandMade left = HandMade.good(layout).file("a", new byte[0]).file("b", new byte[0]);
        HandMade right = HandMade.good(layout).layer(tar -> {
            tar.write(TarEntry.file("a", 0644, 0, 0));
            tar.write(TarEntry.file("b", 0644, 7, 0));
        });
        assertThat(diff(left, right)).singleElement().asString().startsWith("~ layers times, order or compression: ");
    }
}
