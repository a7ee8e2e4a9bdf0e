/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli;

import dev.juke.base.JukeException;
import dev.juke.base.Nearest;
import dev.juke.cli.command.Entry;
import dev.juke.cli.container.Inspect;
import dev.juke.cli.container.Kill;
import dev.juke.cli.container.Logs;
import dev.juke.cli.container.Prune;
import dev.juke.cli.container.Ps;
import dev.juke.cli.container.Rm;
import dev.juke.cli.container.Stop;
import dev.juke.cli.container.Wait;
import dev.juke.cli.host.Doctor;
import dev.juke.cli.host.Version;
import dev.juke.cli.image.Build;
import dev.juke.cli.image.Convert;
import dev.juke.cli.image.Diff;
import dev.juke.cli.image.Images;
import dev.juke.cli.image.IndexCommand;
import dev.juke.cli.image.Load;
import dev.juke.cli.image.Login;
import dev.juke.cli.image.Logout;
import dev.juke.cli.image.Pull;
import dev.juke.cli.image.Push;
import dev.juke.cli.image.Rmi;
import dev.juke.cli.image.Save;
import dev.juke.cli.image.Tag;
import dev.juke.cli.image.Verify;
import dev.juke.cli.run.Run;
import java.util.List;
import java.util.Map;

/** All commands, in the order of the help. */
final class Commands {
    private static final List<Entry> ALL = List.of(
            new Entry("run", "Run a unikernel in a new container", Run::new),
            new Entry("ps", "List containers", Ps::new),
            new Entry("logs", "Show what a guest wrote to its console", Logs::new),
            new Entry("stop", "End containers in an orderly way", Stop::new),
            new Entry("kill", "End containers at once, or send a signal", Kill::new),
            new Entry("wait", "Wait until containers end, and print their exit codes", Wait::new),
            new Entry("rm", "Remove containers", Rm::new),
            new Entry("inspect", "Show all that is known of containers or images, as JSON", Inspect::new),
            new Entry("build", "Package a unikernel as an image", Build::new),
            new Entry("pull", "Get images from a registry", Pull::new),
            new Entry("push", "Send an image to a registry, to Docker or to containerd", Push::new),
            new Entry("login", "Keep a registry's credentials", Login::new),
            new Entry("logout", "Forget a registry's credentials", Logout::new),
            new Entry("index", "Make one image for several platforms of several images", IndexCommand::new),
            new Entry("images", "List images", Images::new),
            new Entry("tag", "Give an image another name", Tag::new),
            new Entry("rmi", "Remove images", Rmi::new),
            new Entry("load", "Take images from an archive or an OCI layout", Load::new),
            new Entry("save", "Write images to an archive or an OCI layout", Save::new),
            new Entry("verify", "Check an image without running it", Verify::new),
            new Entry("diff", "Show what differs between two images", Diff::new),
            new Entry(
                    "convert", "Turn images of KraftKit and older tools into the present form, or back", Convert::new),
            new Entry("prune", "Remove ended containers and images without a name", Prune::new),
            new Entry("doctor", "Show whether this host has what Juke needs", Doctor::new),
            new Entry("version", "Show the version", Version::new));

    /** What people know from Docker and look for here. */
    private static final Map<String, String> ABSENT = Map.of(
            "start", "a container runs once: juke run makes a new one",
            "restart", "a container runs once: juke stop ends it, juke run makes a new one",
            "exec", "a unikernel has no processes to join: juke logs shows its console, juke run -i gives it input");

    private Commands() {}

    /** The command of that name. */
    static Entry find(String name) {
        for (Entry entry : ALL) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        String absent = ABSENT.get(name);
        List<String> names = ALL.stream().map(Entry::name).toList();
        throw JukeException.usage(
                "'" + name + "' is no command of juke",
                absent == null ? Nearest.hint(name, names, "see juke --help") : absent);
    }

    /** The help that names them all. */
    static String help() {
        StringBuilder text = new StringBuilder("""
                Usage: juke [--root DIR] COMMAND …

                Packages unikernels as OCI images and runs them like containers.

                Commands:
                """);
        for (Entry entry : ALL) {
            text.append("  ").append(entry.name()).repeat(' ', 10 - entry.name().length());
            text.append(entry.summary()).append('\n');
        }
        return text.append("""

                        Options:
                          --root DIR  Where images and containers lie ($JUKE_ROOT)
                          --help      Show this help; juke COMMAND --help shows a command's
                          --version   Show the version

                        Examples:
                          juke build -t http examples/http
                          juke run -d --name web -p 8080:80 http
                          juke logs -f web
                        """).toString();
    }
}
