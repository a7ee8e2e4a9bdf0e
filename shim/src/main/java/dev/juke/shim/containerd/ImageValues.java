/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import dev.juke.sandbox.bundle.MetadataFinder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What containerd knows of a container's unikernel.
 *
 * @param layers where each value comes from, the strongest first
 * @param warning a sentence about what could not be found out, or null
 */
public record ImageValues(
        List<MetadataFinder.Layer> layers, @Nullable String warning) {
    /** Keeps a copy. */
    public ImageValues {
        layers = List.copyOf(layers);
    }

    /** The values under their full keys, the strongest of each. */
    public Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        for (MetadataFinder.Layer layer : layers.reversed()) {
            values.putAll(layer.values());
        }
        return values;
    }
}
