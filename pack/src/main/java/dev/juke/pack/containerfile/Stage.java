/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * A stage as it is written.
 *
 * @param index from 0
 * @param from what it starts with
 * @param commands what follows, in order
 */
record Stage(int index, Command.From from, List<Command> commands) {
    /** One without commands yet. */
    static Stage of(int index, Command.From from) {
        return new Stage(index, from, new ArrayList<>());
    }

    /** What it is called in messages. */
    String title() {
        return from.name().isEmpty() ? String.valueOf(index) : from.name();
    }
}
