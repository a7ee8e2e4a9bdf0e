/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Reaper;
import dev.juke.shim.api.types.Mount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that mounts: containerd's mount package has {@code mount.fuse} do it for types {@code fuse.TYPE}, and {@code mount.fuse3} for {@code
 * fuse3.TYPE}, as {@code mount.fuse3 SOURCE TARGET -o OPTION … -t TYPE} (mount.fuse3(8)). What serves the file system stays beside the cell until it
 * is unmounted.
 */
record MountHelper(Reaper reaper, String program, String type) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The helper for a type, or null when the kernel mounts it. */
    static @Nullable MountHelper of(Reaper reaper, String type) {
        for (String program : List.of("mount.fuse", "mount.fuse3")) {
            String prefix = program.substring("mount.".length()) + ".";
            if (type.startsWith(prefix)) {
                return new MountHelper(reaper, program, type.substring(prefix.length()));
            }
        }
        return null;
    }

    void mount(Mount mount, Path target) throws LinuxException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(program, mount.getSource(), target.toString()));
        for (String option : mount.getOptionsList()) {
            words.addAll(List.of("-o", option));
        }
        words.addAll(List.of("-t", type));
        Reaper.Result result = reaper.run(Programs.command(words, "install fuse3, and " + type), new byte[0], PATIENCE);
        if (result.status() != 0) {
            String said = new String(result.err(), StandardCharsets.UTF_8).strip();
            throw JukeException.host(
                    program + " cannot mount " + type + " at " + target + ": "
                            + (result.timedOut()
                                    ? "it did not end within " + PATIENCE.toSeconds() + " s"
                                    : said.isEmpty() ? "exit code " + result.status() : said.replace('\n', ' ')),
                    "see whether " + type + " is installed and /dev/fuse is there");
        }
    }
}
