/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an assembly ended, as it tells the frontend. */
public sealed interface Outcome {
    /** Its file below {@link Job#OUTPUT}. */
    String NAME = "outcome.json";
    /** Where the layers lie below {@link Job#OUTPUT}, each a directory under its number. */
    String LAYERS = "layers";

    /** It wants to be asked again with this image mounted. */
    record Missing(NeededImage image) implements Outcome {}

    /** Something that was given is wrong: the error as {@code juke build} says it. */
    record Refused(String error) implements Outcome {}

    /**
     * The image is there.
     *
     * @param base the number of the image that it starts from; -1 for none
     * @param layers what each layer over the base is
     * @param config the image's configuration, which knows nothing of the base's layers
     */
    record Assembled(int base, List<String> layers, JsonObject config, Map<String, String> annotations)
            implements Outcome {}

    /** As JSON. */
    default JsonObject json() {
        return switch (this) {
            case Missing missing ->
                new JsonObject().put("missing", missing.image().json());
            case Refused refused -> new JsonObject().put("error", refused.error());
            case Assembled done -> {
                JsonObject annotations = new JsonObject();
                done.annotations().forEach(annotations::put);
                yield new JsonObject()
                        .put("base", done.base())
                        .put("layers", JsonArray.of(done.layers()))
                        .put("config", done.config())
                        .put("annotations", annotations);
            }
        };
    }

    /** Reads what {@link #json()} wrote. */
    static Outcome of(JsonObject json) {
        JsonObject missing = json.object("missing");
        if (missing != null) {
            return new Missing(NeededImage.of(missing));
        }
        @Nullable String error = json.text("error");
        if (error != null) {
            return new Refused(error);
        }
        Long base = json.integer("base");
        return new Assembled(
                base == null ? -1 : base.intValue(),
                new ArrayList<>(json.texts("layers")),
                json.objectOrNew("config"),
                json.textMap("annotations"));
    }
}
