/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static JsonValue parse(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), "it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"b\":1,\"a\":[true,false,null],\"c\":{\"d\":\"\"}}",
                "[1e400,0.10,-0,12345678901234567890123]",
                "{\"text\":\"ı \\\" \\\\ \\u0000 \uD83D\uDE00\"}"
            })
    void aDocumentThatIsReadAndWrittenIsTheSame(String text) {
        assertThat(Json.write(parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|it is empty",
                "{|it is not JSON: line 1",
                "{} x|it is not JSON: line 1",
                "{} {}|goes on after the end",
                "{\"a\":1,}|a name in double quotes is expected",
                "[1,]|a value is expected",
                "[01]|is expected",
                "[1.]|a digit is expected",
                "[\"a|in the middle of a value",
                "[\"\\x\"]|no escape",
                "[\"\\u12g4\"]|four hexadecimal digits",
                "[\"\u0001\"]|control character 1",
                "nul|unknown word",
                "{\"a\":1,\"a\":2}|the name 'a' stands there a second time",
                "nope|it is not JSON"
            })
    void whatIsNotJsonIsRefusedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(JukeException.class).hasMessageContaining(message);
    }

    @Test
    void theErrorsPlaceIsALineAndAColumn() {
        assertThatThrownBy(() -> parse("{\n  \"a\": 1\n  \"b\": 2\n}"))
                .hasMessage("it is not JSON: line 3, column 3: ',' is expected, and there is '\"'");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] bytes = {'"', (byte) 0xff, '"'};
        assertThatThrownBy(() -> Json.parse(bytes, "it")).hasMessage("it is not UTF-8");
    }

    @Test
    void everyEscapeIsUnderstood() {
        assertThat(parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u00E9\""))
                .isEqualTo(new JsonValue.Text("\"\\/\b\f\n\r\té\u00e9"));
    }

    @Test
    void randomBytesGiveAValueOrAnErrorAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "{}[]\",:truefalsn01.-eE\\u \n";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                JsonValue value = parse(text.toString());
                assertThat(parse(Json.write(value))).as("seed %d", seed).isEqualTo(value);
                assertThat(parse(Json.writePretty(value))).as("seed %d", seed).isEqualTo(value);
            } catch (JukeException e) {
                assertThat(e.line()).as("seed %d", seed).startsWith("it ");
            }
        }
    }

    @Test
    void tooDeepANestIsRefused() {
        assertThatThrownBy(() -> parse("[".repeat(200) + "]".repeat(200))).hasMessageContaining("100 levels");
    }

    @Test
    void aMemberOfAnotherTypeIsRefusedByName() {
        JsonObject object = (JsonObject) parse("{\"n\":\"7\",\"t\":7,\"l\":[1],\"x\":null}");
        assertThatThrownBy(() -> object.integer("n")).hasMessage("member 'n' must be a number, but is a string");
        assertThatThrownBy(() -> object.text("t")).hasMessage("member 't' must be a string, but is a number");
        assertThatThrownBy(() -> object.texts("l")).hasMessageContaining("a list of strings");
        assertThat(object.text("x")).isNull();
        assertThat(object.text("missing", "z")).isEqualTo("z");
    }

    @Test
    void prettyTextLooksLikeGo() {
        assertThat(Json.writePretty(parse("{\"a\":[1,2],\"b\":{}}")))
                .isEqualTo("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
    }
}
