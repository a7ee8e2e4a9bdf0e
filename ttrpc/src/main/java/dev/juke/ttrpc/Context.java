/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import dev.juke.shim.api.ttrpc.KeyValue;
import dev.juke.shim.api.ttrpc.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call brings besides its payload.
 *
 * @param metadata the values of each key, in their order; keys are in lower case
 * @param deadline when the client stops waiting; the handler's thread is interrupted then. Null: never
 */
public record Context(
        Map<String, List<String>> metadata, @Nullable Instant deadline) {

    /** The first value of that key, whatever its case, or null. */
    public @Nullable String first(String key) {
        List<String> values = metadata.get(key.toLowerCase(Locale.ROOT));
        return values == null ? null : values.getFirst();
    }

    static Context of(Request request) {
        Map<String, List<String>> metadata = new LinkedHashMap<>();
        for (KeyValue pair : request.getMetadataList()) {
            metadata.computeIfAbsent(pair.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(pair.getValue());
        }
        metadata.replaceAll((_, values) -> List.copyOf(values));
        long timeout = request.getTimeoutNano();
        return new Context(
                Map.copyOf(metadata), timeout == 0 ? null : Instant.now().plusNanos(timeout));
    }
}
