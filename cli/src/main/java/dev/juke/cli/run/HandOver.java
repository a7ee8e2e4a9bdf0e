/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.cli.direct.Container;
import dev.juke.cli.direct.MonitorAccount;
import dev.juke.cli.direct.ProcessId;
import dev.juke.cli.direct.StoredContainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The way from this JVM back to the launcher script {@code juke}, which becomes juke-init when it hears of a container: so no JVM stays,
 * and terminal, pipes, signals and exit code are the caller's own.
 *
 * @param channel the script's pipe
 * @param launcher the script's process
 */
record HandOver(Path channel, ProcessId launcher) {
    /** Finds the script that started this JVM. */
    static HandOver find() {
        String channel = System.getProperty("juke.handover", "");
        ProcessId launcher = script();
        if (channel.isEmpty() || launcher == null) {
            throw JukeException.usage(
                    "run was not started by the launcher script", "call bin/juke of an installation of Juke");
        }
        return new HandOver(Path.of(channel), launcher);
    }

    private static @Nullable ProcessId script() {
        Long pid = Long.getLong("juke.launcher");
        return pid == null ? null : ProcessId.of(pid);
    }

    /** Hands a container over. Five lines: how it is attached, who removes it at its end, its id, its directory, its name's link. */
    void give(StoredContainer container, MonitorAccount account) {
        Container.Options options = container.description().options();
        String mode = options.detached() ? "detached" : options.interactive() ? "interactive" : "attached";
        String remover = options.autoRemove() && account.id() != null ? "launcher" : "init";
        String text = String.join(
                "\n",
                mode,
                remover,
                container.description().id().hex(),
                container.directory().toString(),
                container.nameLink().toString());
        try {
            Files.write(channel, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw IoFailure.of("the launcher script is gone", e);
        }
    }
}
