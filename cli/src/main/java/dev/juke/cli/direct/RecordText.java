/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lines of juke-init's record (docs/launch-file.md). A line without its line break is not written yet, and one that is not
 * understood is passed over: the record must be readable after any accident.
 *
 * @param init the process; null before the first line
 * @param running when the guest began to run
 * @param exit how it ended
 * @param words what was said about that
 */
record RecordText(
        @Nullable ProcessId init,
        @Nullable Instant running,
        @Nullable Exit exit,
        String words) {
    /** The line {@code exit}. */
    record Exit(int code, Instant at, String reason) {}

    static RecordText parse(String text) {
        RecordText record = new RecordText(null, null, null, "");
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            record = record.with(text.substring(start, end));
            start = end + 1;
        }
        return record;
    }

    private RecordText with(String line) {
        String[] fields = line.split(" ", -1);
        try {
            return switch (fields[0]) {
                case "init" ->
                    new RecordText(new ProcessId(Long.parseLong(fields[1]), fields[2]), running, exit, words);
                case "running" -> new RecordText(init, instant(fields[1]), exit, words);
                case "exit" ->
                    new RecordText(
                            init, running, new Exit(Integer.parseInt(fields[1]), instant(fields[2]), fields[3]), words);
                case "words" -> new RecordText(init, running, exit, line.substring("words ".length()));
                default -> this;
            };
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return this;
        }
    }

    private static Instant instant(String nanos) {
        return UnixNanos.instant(Long.parseLong(nanos));
    }
}
