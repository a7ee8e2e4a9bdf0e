/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import java.nio.file.Path;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.parser.Parser;

/** Refuses YAML that nests deeper than any build file does, before something calls itself for each level. */
final class Depth {
    private Depth() {}

    static void check(Parser events, Path file, int max) {
        int depth = 0;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> {
                    if (++depth > max) {
                        throw YamlFile.place(file, event.getStartMark())
                                .wrong("this nests deeper than " + max + " levels", "write it flatter");
                    }
                }
                case MappingEnd, SequenceEnd -> depth--;
                case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
            }
        }
    }
}
