/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image's configuration: the base's, and over it what a request says (OCI image specification 1.1, config.md). */
final class BaseConfig {
    private BaseConfig() {}

    /**
     * Puts it together.
     *
     * @param architecture of the kernel, as Go's GOARCH
     * @param diffIds of the layers over the base
     * @param history of the layers over the base
     */
    static ImageConfig with(BuildRequest request, String architecture, List<Digest> diffIds, List<JsonObject> history) {
        Image base = request.base();
        JsonObject old = base == null ? new JsonObject() : base.config().json();
        JsonArray ids = new JsonArray();
        (base == null ? List.<Digest>of() : base.config().diffIds()).forEach(id -> ids.add(id.toString()));
        diffIds.forEach(id -> ids.add(id.toString()));
        JsonArray lines = new JsonArray();
        old.objects("history").forEach(lines::add);
        history.forEach(lines::add);
        // What is said of the base's processor and system is not so of the kernel's; KraftKit says there what Unikraft
        // was built with.
        JsonObject json = old.copy()
                .remove("variant")
                .remove("os.version")
                .remove("os.features")
                .put("created", SourceDate.format(request.epoch()))
                .put("architecture", architecture)
                .put("os", "linux");
        return new ImageConfig(json.put("config", process(old.object("config"), request.settings()))
                .put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", ids))
                .put("history", lines));
    }

    private static JsonObject process(@Nullable JsonObject base, Settings settings) {
        JsonObject process = base == null ? new JsonObject() : base.copy();
        putUnlessEmpty(process, "Env", merged(process.texts("Env"), settings.env()));
        replace(process, "Entrypoint", settings.entrypoint());
        replace(process, "Cmd", settings.cmd());
        putUnlessNull(process, "WorkingDir", settings.workingDir());
        putUnlessNull(process, "User", settings.user());
        putUnlessNull(process, "StopSignal", settings.stopSignal());
        putSet(process, "ExposedPorts", settings.ports());
        putSet(process, "Volumes", settings.volumes());
        // Docker's documents have nulls where others have nothing.
        JsonObject labels = process.objectOrNew("Labels");
        settings.labels().forEach(labels::put);
        return process;
    }

    /** A variable takes the place of the one with its name. */
    private static List<String> merged(List<String> base, List<String> over) {
        List<String> merged = new ArrayList<>(base);
        for (String variable : over) {
            String name = variable.substring(0, variable.indexOf('=') + 1);
            int same = 0;
            while (same < merged.size() && !merged.get(same).startsWith(name)) {
                same++;
            }
            if (same < merged.size()) {
                merged.set(same, variable);
            } else {
                merged.add(variable);
            }
        }
        return merged;
    }

    /** What is said and empty leaves nothing of the base's. */
    private static void replace(JsonObject process, String name, @Nullable List<String> words) {
        if (words != null) {
            process.remove(name);
            putUnlessEmpty(process, name, words);
        }
    }

    private static void putUnlessEmpty(JsonObject process, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            process.put(name, JsonArray.of(texts));
        }
    }

    private static void putUnlessNull(JsonObject process, String name, @Nullable String text) {
        if (text != null) {
            process.put(name, text);
        }
    }

    /** As Go has sets: an object whose members are empty objects. */
    private static void putSet(JsonObject process, String name, Collection<String> elements) {
        if (!elements.isEmpty()) {
            JsonObject set = process.objectOrNew(name);
            elements.forEach(element -> set.put(element, new JsonObject()));
        }
    }
}
