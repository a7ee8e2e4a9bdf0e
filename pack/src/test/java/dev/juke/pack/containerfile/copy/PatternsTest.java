/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            a.txt      ; a.txt   ; true
            *          ; a       ; true
            *          ; a/b     ; false
            *.txt      ; .txt    ; true
            ?          ; é       ; true
            ?          ; /       ; false
            [a-c]x     ; bx      ; true
            [^a-c]x    ; bx      ; false
            [^a-c]x    ; dx      ; true
            [\\]]      ; ]       ; true
            \\*        ; *       ; true
            \\*        ; a       ; false
            a*b*c      ; aXbYbZc ; true
            a*b*c      ; aXbYbZ  ; false
            **         ; a/b     ; false
            """, delimiter = ';')
    void sourcesAreComparedAsGoDoes(String pattern, String path, boolean matches) {
        assertThat(Objects.requireNonNull(PathPattern.ofSource(pattern.replace("\\\\", "\\")))
                        .matches(path))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            **         ; a/b/c      ; true
            **/x       ; x          ; true
            **/x       ; a/b/x      ; true
            **/x       ; a/bx       ; false
            **x        ; a/bx       ; true
            a/**       ; a/b/c      ; true
            a/**       ; a          ; false
            a/**/z     ; a/z        ; true
            a/**/z     ; a/b/c/z    ; true
            a/**/z     ; a/bz       ; false
            a**z       ; az         ; true
            a**z       ; ab/z       ; true
            **/*.md    ; x/y.md     ; true
            **/*.md    ; y.md       ; true
            **/*.md    ; y.md.x     ; false
            """, delimiter = ';')
    void ignorePatternsKnowDirectories(String pattern, String path, boolean matches) {
        assertThat(Objects.requireNonNull(PathPattern.ofIgnore(pattern)).matches(path))
                .isEqualTo(matches);
    }

    @Test
    void whatIsNoPatternIsNone() {
        for (String wrong : new String[] {"[", "[a", "[]", "[a-", "[-a]", "[a-]", "a\\", "[^]"}) {
            assertThat(PathPattern.ofSource(wrong)).as(wrong).isNull();
        }
    }

    @Test
    void laterPatternsTakeBackAndDirectoriesHoldForAllInThem() {
        IgnoreList list = new IgnoreList();
        for (String pattern : new String[] {"*.md", "!read.md", "/lib/", "!lib/keep/**", "./x/../y", "lib/keep/not"}) {
            assertThat(list.add(pattern)).isNull();
        }
        assertThat(list.matches("a.md")).isTrue();
        assertThat(list.matches("read.md")).isFalse();
        assertThat(list.matches("lib/a/b")).isTrue();
        assertThat(list.matches("lib/keep/a")).isFalse();
        assertThat(list.matches("lib/keep/not/a")).isTrue();
        assertThat(list.matches("y/a")).isTrue();
        assertThat(list.matches("x")).isFalse();
        assertThat(list.add("!")).isEqualTo("'!' takes nothing back");
        assertThat(list.add("[")).isEqualTo("'[' is no pattern");
    }

    @Test
    void aPatternThatOthersTryForeverIsComparedAtOnce() {
        PathPattern pattern = Objects.requireNonNull(PathPattern.ofIgnore("**/a*".repeat(200) + "b"));
        assertThat(pattern.matches("a/".repeat(2000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            755         ; 644  ; 755
            0           ; 644  ; 0
            4711        ; 644  ; 4711
            u+x         ; 644  ; 744
            +x          ; 644  ; 755
            go-rwx      ; 755  ; 700
            u=rw,go=r   ; 777  ; 644
            a+X         ; 644  ; 644
            a+X         ; 744  ; 755
            u+s,+t      ; 755  ; 5755
            g=          ; 777  ; 707
            u=rwx-w     ; 000  ; 500
            """, delimiter = ';')
    void modesChangeAsChmodChangesThem(String change, String before, String after) {
        int mode = Objects.requireNonNull(ModeChange.parse(change)).apply(Integer.parseInt(before, 8), false);
        assertThat(Integer.toOctalString(mode)).isEqualTo(after);
    }

    @Test
    void directoriesGetWhatOnlyThoseThatCanBeRunGet() {
        ModeChange change = Objects.requireNonNull(ModeChange.parse("u=rwX,go=rX"));
        assertThat(change.apply(0, true)).isEqualTo(0755);
        assertThat(change.apply(0600, false)).isEqualTo(0644);
        for (String wrong : new String[] {"", "8", "10000", "u", "u+q", "rw", "u+x,"}) {
            assertThat(ModeChange.parse(wrong)).as(wrong).isNull();
        }
    }
}
