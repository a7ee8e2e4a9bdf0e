/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.linux.Command;
import dev.juke.linux.Fd;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Reaper;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that takes a container's output, named by a {@code binary:} URI (nerdctl logs so). Contract: containerd's runtime v2 README,
 * section "Logging": standard output on descriptor 3, standard error on 4, and 5 to be closed when it is ready; environment {@code
 * CONTAINER_ID} and {@code CONTAINER_NAMESPACE}; the URI's query parameters are its arguments, key and value in turn.
 *
 * @param output what the container writes standard output to
 * @param error the same for standard error
 */
record LogProgram(Fd output, Fd error) {
    private static final int OUTPUT = 3;
    private static final int ERROR = 4;
    private static final int READY = 5;

    /** Starts log programs for one container. */
    record Starter(Reaper reaper, String containerId, String namespace) {
        /** Returns when the program is ready. */
        LogProgram start(URI uri) throws LinuxException {
            Fd[] output = Fd.pipe();
            Fd[] error = Fd.pipe();
            Fd[] ready = Fd.pipe();
            try {
                Map<String, String> environment = new HashMap<>(System.getenv());
                environment.put("CONTAINER_ID", containerId);
                environment.put("CONTAINER_NAMESPACE", namespace);
                reaper.spawn(Command.of(words(uri))
                        .environment(environment)
                        .newProcessGroup()
                        .inherit(OUTPUT, output[0])
                        .inherit(ERROR, error[0])
                        .inherit(READY, ready[1]));
                ready[1].close();
                // Its closing is the word; so is its end, after which nobody reads.
                ready[0].read(new byte[1], 0, 1);
                return new LogProgram(output[1], error[1]);
            } catch (LinuxException | RuntimeException e) {
                output[1].close();
                error[1].close();
                throw e;
            } finally {
                output[0].close();
                error[0].close();
                ready[0].close();
                ready[1].close();
            }
        }
    }

    static List<String> words(URI uri) {
        List<String> words = new ArrayList<>(List.of(uri.getPath()));
        String query = uri.getRawQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                words.add(decode(equals < 0 ? pair : pair.substring(0, equals)));
                if (equals >= 0 && equals < pair.length() - 1) {
                    words.add(decode(pair.substring(equals + 1)));
                }
            }
        }
        return words;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
