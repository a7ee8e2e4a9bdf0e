/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.pack.input.Place;
import java.util.List;
import java.util.Map;

/** What an expression comes to. */
sealed interface Value {
    /** What kind of value it is, for messages. */
    String kind();

    /** A text. */
    record Str(String text) implements Value {
        @Override
        public String kind() {
            return "a text";
        }
    }

    /** A path, as it is written. */
    record PathName(String path) implements Value {
        @Override
        public String kind() {
            return "a path";
        }
    }

    /** A number, as it is written. */
    record Digits(String digits) implements Value {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** {@code true}, {@code false}. */
    record Bool(boolean value) implements Value {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** {@code null}. */
    record Null() implements Value {
        @Override
        public String kind() {
            return "null";
        }
    }

    /** A list, whose elements are not looked into. */
    record Sequence(List<Thunk> elements) implements Value {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A set of attributes by their names, in the order in which they are written. */
    record Set(Map<String, Attribute> attributes) implements Value {
        @Override
        public String kind() {
            return "a set";
        }
    }

    /** A value and where its name stands. */
    record Attribute(Place place, Thunk value) {}
}
