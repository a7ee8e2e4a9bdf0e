/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.machine.Architecture;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What image to build. A build file is one way to say it, flags are another.
 *
 * @param origin what asks for it
 * @param target what the image is for
 * @param kernel the kernel's file
 * @param rootfs where the guest's files come from
 * @param command what the guest runs
 * @param epoch the time that everything in the image gets, seconds since 1970: {@link SourceDate}
 * @param strict whether it is checked that guest, monitor and kernel fit together
 */
public record BuildRequest(
        Origin origin, Target target, Path kernel, Rootfs rootfs, Command command, long epoch, boolean strict) {
    /**
     * What an image is for.
     *
     * @param framework the guest's framework: {@code unikraft}
     * @param version the framework's version; empty when not given
     * @param monitor what runs it: {@code qemu}
     * @param architecture what the kernel is said to be made for; null when not said
     */
    public record Target(
            String framework,
            String version,
            String monitor,
            @Nullable Architecture architecture) {}

    /**
     * What a guest runs.
     *
     * @param entrypoint what stands before the arguments
     * @param cmd the arguments
     * @param env the environment, {@code NAME=value} each
     */
    public record Command(List<String> entrypoint, List<String> cmd, List<String> env) {
        /** Keeps copies of the lists. */
        public Command {
            entrypoint = List.copyOf(entrypoint);
            cmd = List.copyOf(cmd);
            env = List.copyOf(env);
        }
    }
}
