/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.JukeException;
import dev.juke.cli.direct.DataRoot;
import dev.juke.image.store.ImageStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What surrounds a command.
 *
 * @param place finds out where images and containers lie; help needs no such place
 * @param home where Juke is installed
 * @param environment the caller's environment
 * @param output standard output
 * @param error standard error
 */
public record Session(
        Supplier<DataRoot> place, Path home, Map<String, String> environment, Output output, PrintStream error) {
    /** Where images and containers lie. */
    public DataRoot data() {
        return place.get();
    }

    /** The program juke-init. */
    public Path jukeInit() {
        return home.resolve("libexec/juke/juke-init");
    }

    /** The images. */
    public ImageStore images() {
        return new ImageStore(data().images());
    }

    /** Tells an error that does not end the command. */
    public void complain(JukeException e) {
        output.flush();
        error.println("juke: " + e.line());
    }

    /** Tells what a person should know. */
    public void warn(String sentence) {
        error.println("juke: warning: " + sentence);
    }
}
