/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What stands before a function's colon: <code>{ pkgs ? import &lt;nixpkgs&gt; { }, ... }@args</code>, or a name. Only the names count here;
 * the values that they have when nobody gives others may be any Nix, and are passed over.
 */
final class FunctionHead {
    private final Characters text;
    private final Parser parser;

    FunctionHead(Characters text, Parser parser) {
        this.text = text;
        this.parser = parser;
    }

    /** Whether one stands here. */
    static boolean stands(Characters text) {
        int start = text.position();
        boolean head;
        if (Characters.isName(text.peek())) {
            skipName(text);
            head = text.peek() == ':' || text.peek() == '@';
        } else if (text.peek() == '{') {
            text.skip(1);
            text.skipBlanks();
            boolean names = Characters.isName(text.peek());
            skipName(text);
            boolean one = names && (text.peek() == ',' || text.peek() == '?');
            boolean closed = text.peek() == '}';
            head = one || text.starts("...");
            if (closed) {
                text.skip(1);
                text.skipBlanks();
                head = text.peek() == ':' || text.peek() == '@';
            }
        } else {
            head = false;
        }
        text.back(start);
        return head;
    }

    private static void skipName(Characters text) {
        while (Characters.isInName(text.peek())) {
            text.skip(1);
        }
        text.skipBlanks();
    }

    /** Reads it with its colon; the names that it gives. */
    List<String> read() {
        List<String> names = new ArrayList<>();
        part(names);
        text.skipBlanks();
        if (text.peek() == '@') {
            text.skip(1);
            text.skipBlanks();
            part(names);
        }
        parser.expect(":");
        return names;
    }

    private void part(List<String> names) {
        if (text.peek() != '{') {
            names.add(name());
            return;
        }
        text.skip(1);
        text.skipBlanks();
        while (text.peek() != '}') {
            if (text.starts("...")) {
                text.skip("...".length());
            } else {
                names.add(name());
                text.skipBlanks();
                if (text.peek() == '?') {
                    text.skip(1);
                    skipValue();
                }
            }
            text.skipBlanks();
            if (text.peek() == ',') {
                text.skip(1);
            } else if (text.peek() != '}') {
                throw parser.unexpected("',' or '}'");
            }
            text.skipBlanks();
        }
        text.skip(1);
    }

    private String name() {
        if (!Characters.isName(text.peek())) {
            throw parser.unexpected("a name");
        }
        return parser.word();
    }

    /** Passes over Nix of any kind, up to the comma or brace that ends it. */
    private void skipValue() {
        Deque<String> open = new ArrayDeque<>();
        while (!open.isEmpty() || (text.peek() != ',' && text.peek() != '}')) {
            if (text.atEnd()) {
                throw parser.unexpected("',' or '}'");
            }
            String inside = open.isEmpty() ? "" : open.peek();
            switch (inside) {
                case "\"" -> skipInText(open, "\"", text.peek() == '\\' ? 2 : 0);
                case "''" -> skipInText(open, "''", indentedEscape());
                default -> skipInCode(open, inside);
            }
        }
    }

    private int indentedEscape() {
        return text.starts("'''") || text.starts("''$") || text.starts("''\\") ? 3 : 0;
    }

    private void skipInText(Deque<String> open, String end, int escape) {
        if (escape > 0) {
            text.skip(escape);
        } else if (text.starts(end)) {
            text.skip(end.length());
            open.pop();
        } else if (text.starts("$${")) {
            text.skip("$${".length());
        } else if (text.starts("${")) {
            text.skip("${".length());
            open.push("}");
        } else {
            text.skip(1);
        }
    }

    private void skipInCode(Deque<String> open, String end) {
        text.skipBlanks();
        if (text.atEnd()) {
            return;
        }
        if (text.starts("''")) {
            text.skip("''".length());
            open.push("''");
            return;
        }
        if (open.isEmpty() && (text.peek() == ',' || text.peek() == '}')) {
            return;
        }
        char c = text.next();
        switch (c) {
            case '"' -> open.push("\"");
            case '{' -> open.push("}");
            case '[' -> open.push("]");
            case '(' -> open.push(")");
            case '}', ']', ')' -> {
                if (!end.equals(String.valueOf(c))) {
                    throw text.place(text.position() - 1).wrong("'" + c + "' closes nothing", "correct it");
                }
                open.pop();
            }
            default -> {}
        }
    }
}
