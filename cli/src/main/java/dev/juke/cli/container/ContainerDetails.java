/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.cli.direct.Container;
import dev.juke.cli.direct.Life;
import dev.juke.cli.direct.StoredContainer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All that is known of a container, under Docker's names where Docker has one. */
final class ContainerDetails {
    /** What Docker writes for a time that has not come. */
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private ContainerDetails() {}

    static JsonObject of(StoredContainer stored) {
        Container container = stored.description();
        List<String> arguments = container.arguments();
        JsonObject juke = new JsonObject()
                .put("Monitor", JsonArray.of(container.monitor()))
                .put("Accelerator", container.accelerator().name().toLowerCase(Locale.ROOT))
                .put("MacAddress", container.id().mac());
        return new JsonObject()
                .put("Id", container.id().hex())
                .put("Created", container.created().toString())
                .put("Path", arguments.isEmpty() ? "" : arguments.getFirst())
                .put("Args", JsonArray.of(arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size())))
                .put("State", state(stored.life()))
                .put("Image", container.image().id())
                .put("LogPath", stored.consoleLog().toString())
                .put("Name", container.name())
                .put("Config", config(container))
                .put(
                        "HostConfig",
                        new JsonObject().put("AutoRemove", container.options().autoRemove()))
                .put("NetworkSettings", new JsonObject().put("Ports", Ports.json(container.forwards())))
                .put("Juke", juke);
    }

    private static JsonObject config(Container container) {
        Container.Options options = container.options();
        return new JsonObject()
                .put("Hostname", container.hostname())
                .put("Tty", options.terminal())
                .put("OpenStdin", options.interactive())
                .put("Env", JsonArray.of(container.environment()))
                .put("Cmd", JsonArray.of(container.arguments()))
                .put("Image", container.image().reference())
                .put("StopTimeout", options.stopSeconds());
    }

    private static JsonObject state(Life life) {
        JsonObject state = new JsonObject().put("Status", life.word());
        return switch (life) {
            case Life.Created _ -> fill(state, false, 0, 0, null, null, "");
            case Life.Alive alive ->
                fill(state, alive.since() != null, alive.init().pid(), 0, alive.since(), null, "");
            case Life.Ended ended ->
                fill(state, false, 0, ended.code(), ended.started(), ended.finished(), ended.words())
                        .put("Reason", ended.reason());
        };
    }

    private static JsonObject fill(
            JsonObject state,
            boolean running,
            long pid,
            int code,
            @Nullable Instant started,
            @Nullable Instant finished,
            String words) {
        return state.put("Running", running)
                .put("Pid", pid)
                .put("ExitCode", code)
                .put("Error", words)
                .put("StartedAt", started == null ? NEVER : started.toString())
                .put("FinishedAt", finished == null ? NEVER : finished.toString());
    }
}
