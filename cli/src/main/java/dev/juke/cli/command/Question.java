/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Asks the person before something is lost. */
public final class Question {
    private Question() {}

    /** Whether the answer begins with y. Where nobody can be asked, {@code --force} must be given instead. */
    public static boolean isAnsweredYes(String question, Session session) {
        if (!Terminals.isInput()) {
            throw JukeException.usage("nobody can be asked: standard input is no terminal", "use --force");
        }
        session.output().print(question + " [y/N] ");
        session.output().flush();
        try {
            String answer = new BufferedReader(
                            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8))
                    .readLine();
            return answer != null && (answer.startsWith("y") || answer.startsWith("Y"));
        } catch (IOException e) {
            throw IoFailure.of("standard input cannot be read", e);
        }
    }
}
