/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonValue.Bool;
import dev.juke.base.json.JsonValue.Null;
import dev.juke.base.json.JsonValue.Numeral;
import dev.juke.base.json.JsonValue.Text;

/**
 * Parses JSON (RFC 8259) strictly: no comments, no trailing commas, no repeated names. Our own, since it is on the way of every container's start: jackson-core
 * spends 15 ms there on constants (docs/adr/0007-own-json.md).
 */
final class JsonReader {
    /** Deeper documents are refused: none that Juke reads comes near, and the parser is recursive. */
    private static final int MAX_DEPTH = 100;

    private final String text;
    private final String where;
    private int at;

    JsonReader(String text, String where) {
        this.text = text;
        this.where = where;
    }

    /** The one value that the text holds. */
    JsonValue document() {
        blanks();
        if (at == text.length()) {
            throw JukeException.input(where + " is empty", "it must hold JSON");
        }
        JsonValue value = value(0);
        blanks();
        if (at < text.length()) {
            throw wrong("the text goes on after the end of its JSON value");
        }
        return value;
    }

    private JsonValue value(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("it is nested more than " + MAX_DEPTH + " levels deep");
        }
        char c = peek();
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new Text(string());
            case 't' -> word("true", new Bool(true));
            case 'f' -> word("false", new Bool(false));
            case 'n' -> word("null", new Null());
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> new Numeral(number());
            default -> throw wrong("a value is expected, and there is " + name(c));
        };
    }

    private JsonObject object(int depth) {
        JsonObject object = new JsonObject();
        at++;
        blanks();
        if (skip('}')) {
            return object;
        }
        while (true) {
            if (peek() != '"') {
                throw wrong("a name in double quotes is expected, and there is " + name(peek()));
            }
            int start = at;
            String name = string();
            if (object.names().contains(name)) {
                at = start;
                throw wrong("the name '" + name + "' stands there a second time");
            }
            blanks();
            expect(':');
            blanks();
            object.put(name, value(depth + 1));
            blanks();
            if (skip('}')) {
                return object;
            }
            expect(',');
            blanks();
        }
    }

    private JsonArray array(int depth) {
        JsonArray array = new JsonArray();
        at++;
        blanks();
        if (skip(']')) {
            return array;
        }
        while (true) {
            array.add(value(depth + 1));
            blanks();
            if (skip(']')) {
                return array;
            }
            expect(',');
            blanks();
        }
    }

    private JsonValue word(String word, JsonValue value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value is expected, and there is an unknown word");
        }
        at += word.length();
        return value;
    }

    /** RFC 8259, section 6: no leading zeros, digits on both sides of the point. */
    private String number() {
        int start = at;
        skip('-');
        if (!skip('0')) {
            digits();
        }
        if (skip('.')) {
            digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        return text.substring(start, at);
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("a digit is expected");
        }
    }

    private String string() {
        int start = ++at;
        while (true) {
            char c = peek();
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return escaped(start);
            }
            if (c < ' ') {
                throw wrong("a string holds " + name(c) + ", which must be escaped");
            }
            at++;
        }
    }

    /** The rest of a string from its first backslash on. */
    private String escaped(int start) {
        StringBuilder string = new StringBuilder(text.substring(start, at));
        while (true) {
            char c = peek();
            if (c < ' ') {
                throw wrong("a string holds " + name(c) + ", which must be escaped");
            }
            at++;
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw wrong("there is no escape \\" + c);
            }
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0 || peek() > 'f') {
                throw wrong("four hexadecimal digits are expected after \\u");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("the text ends in the middle of a value");
        }
        return text.charAt(at);
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw wrong("'" + c + "' is expected, and there is " + name(peek()));
        }
        at++;
    }

    private void blanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private static String name(char c) {
        return c < ' ' ? "the control character " + (int) c : "'" + c + "'";
    }

    private JukeException wrong(String what) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at && i < text.length(); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        return JukeException.input(
                where + " is not JSON: line " + line + ", column " + column + ": " + what, "correct it");
    }
}
