/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.gateway;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.base.json.JsonValue;
import dev.juke.buildkit.api.gateway.CacheOptionsEntry;
import dev.juke.image.Platform;
import dev.juke.pack.SourceDate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the client asks for (BuildKit, docs/reference/build/opts; frontend/gateway: variables {@code BUILDKIT_FRONTEND_OPT_n=key=value}).
 *
 * @param session of the client, for its local directories
 * @param values the options by their key
 */
public record Options(String session, SortedMap<String, String> values) {
    private static final String VARIABLE = "BUILDKIT_FRONTEND_OPT_";
    private static final String BUILD_ARGUMENT = "build-arg:";
    private static final String LABEL = "label:";

    /** What the build arguments begin with that are Juke's own. */
    public static final String OWN = BUILD_ARGUMENT + "JUKE_";

    private static final String KERNEL_IMAGE = OWN + "KERNEL_IMAGE";
    private static final String INIT_IMAGE = OWN + "INIT_IMAGE";
    private static final String CHECK = OWN + "CHECK";

    /** Keeps a copy. */
    public Options {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Reads the environment of the process. */
    public static Options of(Map<String, String> environment) {
        SortedMap<String, String> values = new TreeMap<>();
        environment.forEach((name, text) -> {
            int equals = text.indexOf('=');
            if (name.startsWith(VARIABLE) && equals > 0) {
                values.put(text.substring(0, equals), text.substring(equals + 1));
            }
        });
        return new Options(environment.getOrDefault("BUILDKIT_SESSION_ID", ""), values);
    }

    /** An option, or what is given when it is not there or empty. */
    public String get(String key, String otherwise) {
        String value = values.getOrDefault(key, "");
        return value.isEmpty() ? otherwise : value;
    }

    /** The build file's name in its directory. */
    public String fileName() {
        return get("filename", "Dockerfile");
    }

    /** What the client calls the directory of the build file. */
    public String fileDirectory() {
        return get("dockerfilekey", "dockerfile");
    }

    /** What the client calls the build context. */
    public String contextDirectory() {
        return get("contextkey", "context");
    }

    /** Where an image is looked for: {@code default}, {@code pull}, {@code local}; empty when nothing is said. */
    public String resolveMode() {
        return get("image-resolve-mode", "");
    }

    /** What the image is for; empty when nothing is said. */
    public List<Platform> platforms() {
        List<Platform> platforms = new ArrayList<>();
        for (String text : get("platform", "").split(",", -1)) {
            if (!text.isBlank()) {
                String[] parts = text.strip().split("/", 3);
                platforms.add(
                        parts.length == 1
                                ? Platform.linux(parts[0])
                                : new Platform(parts[0], Platform.normal(parts[1]), parts.length == 3 ? parts[2] : ""));
            }
        }
        return platforms;
    }

    /** {@code --build-arg JUKE_KERNEL_IMAGE=…}, as {@code juke build --kernel-image}; null for none. */
    public @Nullable String kernelImage() {
        return values.get(KERNEL_IMAGE);
    }

    /** {@code --build-arg JUKE_INIT_IMAGE=…}, as {@code juke build --init-image}; null for none. */
    public @Nullable String initImage() {
        return values.get(INIT_IMAGE);
    }

    /** Whether it is checked that guest, monitor and kernel fit together: not with {@code --build-arg JUKE_CHECK=false}. */
    public boolean strict() {
        return !"false".equals(values.get(CHECK));
    }

    /** {@code --label}. */
    public SortedMap<String, String> labels() {
        SortedMap<String, String> found = new TreeMap<>();
        values.tailMap(LABEL).forEach((key, value) -> {
            if (key.startsWith(LABEL)) {
                found.put(key.substring(LABEL.length()), value);
            }
        });
        return found;
    }

    /** Whether nothing that was built before may be taken. A list of stages means something to Dockerfiles alone. */
    public boolean noCache() {
        return "".equals(values.get("no-cache"));
    }

    /** The time that everything in the image gets, seconds since 1970. */
    public long epoch() {
        return SourceDate.parse(values.get(BUILD_ARGUMENT + SourceDate.VARIABLE));
    }

    /** Where results of earlier builds lie. */
    public List<CacheOptionsEntry> cacheImports() {
        List<CacheOptionsEntry> entries = new ArrayList<>();
        String json = get("cache-imports", "");
        if (json.isEmpty()) {
            for (String reference : get("cache-from", "").split(",", -1)) {
                if (!reference.isBlank()) {
                    entries.add(CacheOptionsEntry.newBuilder()
                            .setType("registry")
                            .putAttrs("ref", reference.strip())
                            .build());
                }
            }
            return entries;
        }
        if (!(Json.parse(json.getBytes(StandardCharsets.UTF_8), "option cache-imports") instanceof JsonArray array)) {
            throw JukeException.usage(
                    "option cache-imports is no list: " + json, "give --cache-from as the client's manual says");
        }
        for (JsonValue value : array) {
            if (value instanceof JsonObject object) {
                entries.add(CacheOptionsEntry.newBuilder()
                        .setType(object.text("Type", ""))
                        .putAllAttrs(object.textMap("Attrs"))
                        .build());
            }
        }
        return entries;
    }
}
