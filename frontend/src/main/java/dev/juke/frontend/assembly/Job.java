/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the frontend tells the assembly: what {@code juke build} would be told by its flags.
 *
 * @param file the build file as the client calls it
 * @param platform what the image is for when the file does not say
 * @param labels {@code --label}
 * @param kernelImage {@code --kernel-image}; null for none
 * @param initImage {@code --init-image}; null for none
 * @param strict whether it is checked that guest, monitor and kernel fit together
 * @param epoch the time that everything in the image gets, seconds since 1970
 * @param images those that are mounted, by their number
 */
public record Job(
        String file,
        Platform platform,
        Map<String, String> labels,
        @Nullable String kernelImage,
        @Nullable String initImage,
        boolean strict,
        long epoch,
        List<Known> images) {
    /** Where the assembly finds all that it reads, and where it writes. Nothing of it is in any image. */
    public static final String PLACE = "/run/juke/";
    /** Where the build context is mounted. */
    public static final String CONTEXT = PLACE + "context";
    /** Where the build file is mounted, under the last part of its name. */
    public static final String FILE = PLACE + "file";
    /** Where this job is mounted. */
    public static final String JOB = PLACE + "job";
    /** The job's own file there. */
    public static final String NAME = "job.json";
    /** Where images are mounted, each under its number. */
    public static final String IMAGES = PLACE + "images/";
    /** Where the assembly writes. */
    public static final String OUTPUT = PLACE + "output";

    /** Keeps a copy. */
    public Job {
        images = List.copyOf(images);
    }

    /**
     * An image that is mounted.
     *
     * @param config its configuration
     */
    public record Known(NeededImage image, JsonObject config) {}

    /** As JSON. */
    public JsonObject json() {
        JsonArray known = new JsonArray();
        images.forEach(image -> known.add(image.image().json().put("config", image.config())));
        JsonObject json = new JsonObject().put("file", file);
        if (kernelImage != null) {
            json.put("kernelImage", kernelImage);
        }
        if (initImage != null) {
            json.put("initImage", initImage);
        }
        return NeededImage.put(json, platform)
                .put("labels", texts(labels))
                .put("strict", strict)
                .put("epoch", epoch)
                .put("images", known);
    }

    /** Reads what {@link #json()} wrote. */
    public static Job of(JsonObject json) {
        List<Known> images = new ArrayList<>();
        for (JsonObject image : json.objects("images")) {
            images.add(new Known(NeededImage.of(image), image.objectOrNew("config")));
        }
        Long epoch = json.integer("epoch");
        return new Job(
                json.text("file", ""),
                NeededImage.platform(json),
                json.textMap("labels"),
                json.text("kernelImage"),
                json.text("initImage"),
                json.bool("strict", true),
                epoch == null ? 0 : epoch,
                images);
    }

    private static JsonObject texts(Map<String, String> map) {
        JsonObject object = new JsonObject();
        map.forEach(object::put);
        return object;
    }
}
