/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.runtime;

import dev.juke.base.JukeException;
import dev.juke.sandbox.PlanDirectory;
import dev.juke.sandbox.SandboxPlan;
import dev.juke.sandbox.bundle.Bundle;
import dev.juke.sandbox.bundle.MetadataFinder;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program that the launcher {@code juke-runtime} runs before it hands over to the OCI runtime. It reads a bundle, plans, writes
 * {@code BUNDLE/juke}, and ends. No library, no logging framework, no reflection: its start-up is paid by every container.
 *
 * <p>Arguments: {@code create BUNDLE ID [-]} makes the whole plan; {@code run …} the same, with hooks that hand the network over and clean
 * up; {@code start BUNDLE ID -} only what depends on the network. With {@code -}, standard input is the output of {@code ip -j addr show;
 * ip -j route show}; empty means that it is not known. System properties: {@code juke.init}, the path of juke-init; {@code juke.launcher},
 * that of juke-runtime; {@code juke.state}, the directory of the host's facts.
 *
 * <p>Exit code 0: planned. 3: an ordinary container. 1: refused; the reason is one line on standard error. Warnings are lines on standard
 * output.
 */
public final class Plan {
    private static final int ORDINARY = 3;
    private static final int REFUSED = 1;

    private Plan() {}

    /** The program. */
    public static void main(String[] arguments) {
        int status;
        try {
            status = run(arguments);
        } catch (JukeException e) {
            System.err.println(e.line());
            status = REFUSED;
        } catch (RuntimeException e) {
            // A bug, or a name that this JVM cannot encode: one line all the same.
            System.err.println("internal error: " + e);
            status = REFUSED;
        }
        System.out.flush();
        // Not System.exit: no hooks are registered, and halting saves the wait for other threads.
        Runtime.getRuntime().halt(status);
    }

    private static int run(String[] arguments) {
        if (arguments.length < 3) {
            throw JukeException.usage("the planner wants: create|run|start BUNDLE ID [-]", "call juke-runtime instead");
        }
        Bundle bundle = Bundle.read(Path.of(arguments[1]));
        Metadata metadata = MetadataFinder.find(bundle);
        if (metadata == null) {
            return ORDINARY;
        }
        String networkText = arguments.length > 3 ? network() : null;
        List<String> hook = arguments[0].equals("run")
                ? List.of(System.getProperty("juke.launcher", "juke-runtime"), "juke-hook", arguments[1], arguments[2])
                : List.of();
        SandboxPlan plan = Planner.ofInstallation().plan(bundle, metadata, arguments[2], networkText, hook);
        PlanDirectory directory = PlanDirectory.of(bundle.directory());
        switch (arguments[0]) {
            case "create", "run" -> {
                directory.write(plan, networkText);
                directory.giveDisk(plan);
            }
            case "start" -> directory.writeNetwork(plan, networkText);
            default -> throw JukeException.usage("the planner knows no '" + arguments[0] + "'", "call juke-runtime");
        }
        for (String warning : plan.warnings()) {
            System.out.println(warning);
        }
        return 0;
    }

    private static @Nullable String network() {
        try {
            String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            return text.isBlank() ? null : text;
        } catch (IOException e) {
            throw new JukeException(
                    JukeException.Category.HOST, "the network's description cannot be read: " + e, "", e);
        }
    }
}
