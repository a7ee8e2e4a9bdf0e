/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.base.json.JsonObject;
import dev.juke.image.Platform;

/**
 * An image that a build file takes files from or starts from.
 *
 * @param reference as it is written there
 */
public record NeededImage(String reference, Platform platform) {
    static NeededImage of(JsonObject json) {
        return new NeededImage(json.text("reference", ""), platform(json));
    }

    JsonObject json() {
        return put(new JsonObject().put("reference", reference), platform);
    }

    static Platform platform(JsonObject json) {
        return new Platform(json.text("os", ""), json.text("architecture", ""), json.text("variant", ""));
    }

    static JsonObject put(JsonObject json, Platform platform) {
        return json.put("os", platform.os())
                .put("architecture", platform.architecture())
                .put("variant", platform.variant());
    }
}
