/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli;

import dev.juke.base.JukeException;
import dev.juke.base.Temporary;
import dev.juke.cli.command.Output;
import dev.juke.cli.command.Session;
import dev.juke.cli.direct.Caller;
import dev.juke.cli.direct.DataRoot;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code juke}. The launcher script says where Juke is installed ({@code juke.home}), and, for {@code run}, where it waits for
 * a container to start ({@code juke.handover}, {@code juke.launcher}).
 */
public final class Main {
    private final Deque<String> words;
    private final Output output = Output.standard();
    private final PrintStream error =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private Main(String[] arguments) {
        words = new ArrayDeque<>(List.of(arguments));
    }

    /** The program. */
    public static void main(String[] arguments) {
        Main main = new Main(arguments);
        int status;
        try {
            status = main.run();
            main.output.flush();
        } catch (JukeException e) {
            Temporary.awaitEnd();
            main.error.println("juke: " + e.line());
            status = e.category().exitCode();
        } catch (RuntimeException e) {
            Temporary.awaitEnd();
            main.error.println("juke: this is a mistake in Juke, not yours; please report what follows");
            e.printStackTrace(main.error);
            status = JukeException.Category.USAGE.exitCode();
        }
        Temporary.awaitEnd();
        // Not System.exit: the one hook that there may be has nothing to do any more, and halting saves the wait for
        // other threads.
        Runtime.getRuntime().halt(status);
    }

    private int run() {
        String root = null;
        while (!words.isEmpty() && words.peek().startsWith("-")) {
            String option = words.pop();
            if (option.equals("--root")) {
                root = words.poll();
                if (root == null) {
                    throw JukeException.usage("--root needs a directory", "see juke --help");
                }
            } else if (option.startsWith("--root=")) {
                root = option.substring("--root=".length());
            } else {
                return global(option);
            }
        }
        String name = words.poll();
        if (name == null && root != null) {
            throw JukeException.usage("no command is given, only --root " + root, "see juke --help");
        }
        if (name == null) {
            output.print(Commands.help());
            return JukeException.Category.USAGE.exitCode();
        }
        if (name.equals("help")) {
            return help(words.poll());
        }
        return Commands.find(name).run(List.copyOf(words), session(root));
    }

    private int help(@Nullable String name) {
        if (name != null) {
            return Commands.find(name).run(List.of("--help"), session(null));
        }
        output.print(Commands.help());
        return 0;
    }

    private int global(String option) {
        return switch (option) {
            case "--help", "-h" -> help(null);
            case "--version", "-v" -> Commands.find("version").run(List.of(), session(null));
            default -> throw JukeException.usage("there is no option '" + option + "'", "see juke --help");
        };
    }

    private Session session(@Nullable String root) {
        return new Session(
                () -> DataRoot.of(root, System.getenv(), Caller.current()),
                Path.of(System.getProperty("juke.home", "/usr")),
                System.getenv(),
                output,
                error);
    }
}
