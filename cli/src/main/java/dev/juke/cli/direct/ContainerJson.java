/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.machine.Accelerator;
import dev.juke.machine.Machine.Nic.User.Forward;
import java.util.ArrayList;
import java.util.List;

/** A container as {@code container.json} holds it. Only Juke reads that file; {@code juke inspect} shows another form. */
final class ContainerJson {
    private ContainerJson() {}

    static JsonObject write(Container container) {
        JsonArray forwards = new JsonArray();
        for (Forward forward : container.forwards()) {
            forwards.add(new JsonObject()
                    .put("protocol", forward.protocol())
                    .put("hostAddress", forward.hostAddress())
                    .put("hostPort", forward.hostPort())
                    .put("guestPort", forward.guestPort()));
        }
        Container.ImageUse image = container.image();
        Container.Options options = container.options();
        return new JsonObject()
                .put("id", container.id().hex())
                .put("name", container.name())
                .put(
                        "image",
                        new JsonObject()
                                .put("reference", image.reference())
                                .put("id", image.id())
                                .put("manifest", image.manifest()))
                .put("created", UnixNanos.of(container.created()))
                .put("arguments", JsonArray.of(container.arguments()))
                .put("environment", JsonArray.of(container.environment()))
                .put("hostname", container.hostname())
                .put("forwards", forwards)
                .put("detached", options.detached())
                .put("interactive", options.interactive())
                .put("terminal", options.terminal())
                .put("autoRemove", options.autoRemove())
                .put("stopSeconds", options.stopSeconds())
                .put("monitor", JsonArray.of(container.monitor()))
                .put("accelerator", container.accelerator().name());
    }

    static Container read(JsonObject json) {
        List<Forward> forwards = new ArrayList<>();
        for (JsonObject forward : json.objects("forwards")) {
            forwards.add(new Forward(
                    forward.text("protocol", ""),
                    forward.text("hostAddress", ""),
                    (int) number(forward, "hostPort"),
                    (int) number(forward, "guestPort")));
        }
        JsonObject image = json.objectOrNew("image");
        return new Container(
                new ContainerId(json.text("id", "")),
                json.text("name", ""),
                new Container.ImageUse(image.text("reference", ""), image.text("id", ""), image.text("manifest", "")),
                UnixNanos.instant(number(json, "created")),
                json.texts("arguments"),
                json.texts("environment"),
                json.text("hostname", ""),
                forwards,
                new Container.Options(
                        json.bool("detached", false),
                        json.bool("interactive", false),
                        json.bool("terminal", false),
                        json.bool("autoRemove", false),
                        (int) number(json, "stopSeconds")),
                json.texts("monitor"),
                accelerator(json));
    }

    private static Accelerator accelerator(JsonObject json) {
        String name = json.text("accelerator", "");
        for (Accelerator accelerator : Accelerator.values()) {
            if (accelerator.name().equals(name)) {
                return accelerator;
            }
        }
        throw JukeException.input("member 'accelerator' is none: '" + name + "'", "remove the container");
    }

    private static long number(JsonObject json, String name) {
        Long number = json.integer(name);
        if (number == null) {
            throw JukeException.input("member '" + name + "' is missing", "remove the container");
        }
        return number;
    }
}
