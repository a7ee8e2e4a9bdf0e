/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every error names its place and what to do. */
class RefusedTest extends Fixture {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = ';', textBlock = """
            RUN make                         ; F:2:1: RUN needs a container to run in, which juke build does not have
            COPY one                         ; F:2:1: COPY names no destination; write COPY SOURCE DESTINATION
            COPY --form=x one /              ; F:2:6: COPY has no flag '--form'; did you mean '--from'?
            COPY --chown one /               ; F:2:6: flag '--chown' has no value; write --chown=VALUE
            COPY --chmod=1 --chmod=2 one /   ; F:2:16: flag '--chmod' stands here a second time
            COPY --link=maybe one /          ; x
            COPY --chmod=99 one /            ; F:2:6: --chmod cannot be '99'
            COPY --chown=nobody one /        ; F:2:6: --chown names 'nobody', but the image has no such user or group
            COPY --from=later one /          ; F:2:6: image 'later' is not there; pull it
            COPY --from=$X one /             ; F:2:6: --from takes no variables
            COPY --from=0 one /              ; F:2:6: there is no stage 0 before this one
            COPY missing /                   ; F:2:6: 'missing' is not in the context C; check its spelling
            COPY missing* /                  ; F:2:6: 'missing*' is not in the context C
            COPY ../outside /                ; F:2:6: '../outside' is not in the context C
            COPY [ab /                       ; F:2:6: '[ab' is no pattern
            COPY one two /file               ; F:2:14: several things cannot become '/file', which is no directory; end it with '/'
            COPY one .wh.x                   ; F:2:6: '/.wh.x' would remove a file
            COPY ["one", 2]                  ; F:2:6: the list holds something that is no text
            ADD https://x.example/y /        ; F:2:5: ADD does not fetch 'https://x.example/y'
            ADD git@x.example:y /            ; F:2:5: ADD does not fetch 'git@x.example:y'
            ADD --checksum=sha256:0 one /    ; F:2:5: --checksum is for what comes from the network
            ENV A                            ; F:2:5: ENV gives 'A' no value; write NAME=VALUE
            ENV A=1 B                        ; F:2:9: 'B' has no '='
            ENV $A=1                         ; F:2:5: '$A' is empty
            LABEL =x                         ; F:2:7: LABEL has a value without a name
            LABEL a='x                       ; F:2:7: a single quote is not closed in ''x'
            ARG                              ; F:2:1: ARG says nothing; it needs a name
            WORKDIR $X                       ; F:2:9: '$X' is empty
            STOPSIGNAL SIGNONE               ; F:2:12: 'SIGNONE' is no signal
            EXPOSE 99999                     ; F:2:8: '99999' is no port
            EXPOSE 80/quic                   ; F:2:8: '80/quic' is no port
            EXPOSE 9-8                       ; F:2:8: '9-8' is no port
            SHELL sh -c                      ; F:2:1: SHELL is no list of texts
            ONBUILD FROM x                   ; F:2:1: ONBUILD cannot hold FROM
            USER                             ; F:2:1: USER says nothing
            FROM x y                         ; F:2:1: FROM has 2 words behind it
            FROM x AS 1y                     ; F:2:11: '1y' cannot be the name of a stage
            FROM --platform=a//b scratch     ; F:2:6: 'a//b' is no platform
            FROM $X                          ; F:2:6: '$X' names no image
            FROM nowhere                     ; F:2:1: image 'nowhere' is not there; pull it
            """)
    void whatIsWrongIsToldWithItsPlace(String line, String expected) {
        String found = error("FROM scratch\n" + line + "\n");
        assertThat(found).contains(expected.equals("x") ? "F:2:6: flag '--link' is neither true nor false" : expected);
        assertThat(found.lines()).hasSize(1);
    }

    @Test
    void severalErrorsAreToldTogether() {
        assertThat(error("FROM scratch\nRUN a\nCOPY x\nVOLUM /x\n").lines()).hasSize(3);
        assertThat(error("FROM scratch\nCOPY x /\nENV A=${\nCOPY y /\n").lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("F:"));
    }

    @Test
    void whatStandsBeforeTheFirstStageIsAnArgument() {
        assertThat(error("ENV A=1\nFROM scratch\n")).startsWith("F:1:1: ENV stands before the first FROM");
        assertThat(error("")).contains("F:2:1: COPY stands before the first FROM");
    }

    @Test
    void aStageThatIsNotThereIsNamed() {
        stage = "bild";
        assertThat(error("FROM scratch AS build\n")).isEqualTo("F has no stage 'bild'; did you mean 'build'?");
        stage = "";
        assertThat(error("FROM scratch AS a\nCOPY --from=b x /\nFROM scratch AS b\nFROM a\n"))
                .contains("F:2:6: stage 'b' comes later than this one");
    }

    @Test
    void whatTheIgnoreFileLeavesOutIsSaidSo() throws IOException {
        Path ignore = write(".dockerignore", "# x\none\n");
        assertThat(error("FROM scratch\nCOPY one /\n"))
                .isEqualTo("F:2:6: 'one' is left out by C/" + ignore.getFileName() + "; take it back there with !one");
        write(".dockerignore", "a\n[\n");
        assertThat(error("FROM scratch\n")).isEqualTo("C/.dockerignore:2:1: '[' is no pattern; correct it");
    }

    @Test
    void whatIsNoFileCannotBeCopied() throws IOException {
        Files.createSymbolicLink(context.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(context.resolve("gone"), Path.of("nothing"));
        assertThat(error("FROM scratch\nCOPY loop /\n")).contains("F:2:6: 'loop' goes through too many links");
        assertThat(error("FROM scratch\nCOPY gone /\n")).contains("F:2:6: '/gone' is a link to nothing");
        assertThat(error("FROM scratch\nCOPY one /x\nCOPY two /x/y\n")).contains("F:3:6: '/x' is no directory");
        assertThat(error("FROM scratch\nCOPY one /x\nCOPY dir /x\n"))
                .contains("F:3:6: a directory cannot be copied to '/x'");
        assertThat(error("FROM scratch\nCOPY dir /x/sub/b\nCOPY dir /x\n"))
                .contains("F:3:6: a file cannot be copied to '/x/sub/b'");
    }

    @Test
    void triggersOfAnImageAreNamedAsSuch() throws IOException {
        images.add("base", new FileTree(), new JsonObject().put("OnBuild", JsonArray.of(List.of("RUN x"))));
        assertThat(error("FROM base\n")).startsWith("F:1:1: ONBUILD of base:1:1: RUN needs a container");
    }

    @Test
    void doublingAValueComesToAnEnd() {
        assertThat(error("FROM scratch\nENV A=0123456789\n" + "ENV A=$A$A\n".repeat(40)))
                .startsWith("F:16:5: its value has more than 131072 characters");
    }
}
