/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.JukeException;
import dev.juke.cli.direct.DataRoot;
import dev.juke.image.store.ImageStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param data where images and containers lie
 * @param home where Juke is installed
 * @param environment the caller's environment
 * @param output standard output
 * @param error standard error
 */
public record Session(DataRoot data, Path home, Map<String, String> environment, Output output, PrintStream error) {
    /** The program juke-init. */
    public Path jukeInit() {
        return home.resolve("libexec/juke/juke-init");
    }

    /** The images. */
    public ImageStore images() {
        return new ImageStore(data.images());
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
