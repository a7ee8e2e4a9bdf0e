/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
    @ParameterizedTest
    @CsvSource({
        "hello,hello:latest,localhost/hello:latest",
        "hello:1.0,hello:1.0,localhost/hello:1.0",
        "localhost/hello,hello:latest,localhost/hello:latest",
        "someone/hello,someone/hello:latest,localhost/someone/hello:latest",
        "library/hello,library/hello:latest,localhost/library/hello:latest",
        "localhost/ghcr.io/hello,localhost/ghcr.io/hello:latest,localhost/ghcr.io/hello:latest",
        "docker.io/library/hello,docker.io/library/hello:latest,docker.io/library/hello:latest",
        "docker.io/hello,docker.io/library/hello:latest,docker.io/library/hello:latest",
        "index.docker.io/library/hello,docker.io/library/hello:latest,docker.io/library/hello:latest",
        "docker.io/someone/hello:2,docker.io/someone/hello:2,docker.io/someone/hello:2",
        "ghcr.io/a/b/c:X_1,ghcr.io/a/b/c:X_1,ghcr.io/a/b/c:X_1",
        "localhost:5000/hello,localhost:5000/hello:latest,localhost:5000/hello:latest",
        "[::1]:5000/hello,[::1]:5000/hello:latest,[::1]:5000/hello:latest",
        "a__b/c-d--e.f,a__b/c-d--e.f:latest,localhost/a__b/c-d--e.f:latest"
    })
    void aNameIsShownShortAndKeptWhole(String written, String shown, String full) {
        ImageName name = ImageName.parse(written);
        assertThat(name).hasToString(shown);
        assertThat(name.full()).isEqualTo(full);
        assertThat(ImageName.parse(shown)).isEqualTo(name);
        assertThat(ImageName.parse(full)).isEqualTo(name);
    }

    @Test
    void aNameWithoutRegistryIsLookedForOnThisMachineFirst() {
        assertThat(ImageName.candidates("hello:1").stream().map(ImageName::full))
                .containsExactly("localhost/hello:1", "docker.io/library/hello:1");
        assertThat(ImageName.candidates("someone/hello").stream().map(ImageName::full))
                .containsExactly("localhost/someone/hello:latest", "docker.io/someone/hello:latest");
        assertThat(ImageName.candidates("localhost/hello").stream().map(ImageName::full))
                .containsExactly("localhost/hello:latest");
        assertThat(ImageName.candidates("docker.io/hello").stream().map(ImageName::full))
                .containsExactly("docker.io/library/hello:latest");
        assertThat(ImageName.candidates("No Name")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Hello,'Hello' is not allowed in it",
                "hellI,'hellI' is not allowed in it",
                "hello world,'hello world' is not allowed in it",
                "\"\",a part of it is empty",
                "a//b,a part of it is empty",
                "a/,a part of it is empty",
                "-a,'-a' is not allowed in it",
                "a___b,'a___b' is not allowed in it",
                "ghcr..io/a,'ghcr..io' is no registry",
                "hello:,'' is no tag",
                "hello:.x,'.x' is no tag",
                "hello@sha256:00,it names a digest",
                "oci:/dir,'oci:' is no registry"
            })
    void whatIsNoNameIsRefusedWithTheReason(String written, String reason) {
        assertThatThrownBy(() -> ImageName.parse(written))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("'" + written + "' is no image name")
                .hasMessageContaining(reason);
    }

    @Test
    void aMisspelledNameIsToldWhatIsAllowed() {
        assertThatThrownBy(() -> ImageName.parse("Hello"))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.hint()).contains("lower-case letters and digits"));
    }

    @Test
    void aTagHasAtMost128Characters() {
        assertThat(ImageName.parse("a:" + "x".repeat(128)).tag()).hasSize(128);
        assertThatThrownBy(() -> ImageName.parse("a:" + "x".repeat(129))).hasMessageContaining("is no tag");
    }

    @Test
    void aNameThatTakesLongToJudgeIsJudgedQuickly() {
        Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
            ImageName.parseOrNull("a-".repeat(127) + "!");
            ImageName.parseOrNull("A-".repeat(120) + "!/b");
            ImageName.parseOrNull("x".repeat(1_000_000));
        });
    }

    @Test
    void namesAreSortedAsTheyAreShown() {
        assertThat(ImageName.parse("b:1")).isGreaterThan(ImageName.parse("a:2"));
    }
}
