/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.image.Digest;
import dev.juke.image.ImageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a removal did.
 *
 * @param untagged the names that are gone
 * @param deleted the manifests' digests of the images that are gone
 * @param freed what that gave back, in bytes
 */
public record Removal(List<ImageName> untagged, List<Digest> deleted, long freed) {
    /** The same, with more bytes given back. */
    Removal and(long bytes) {
        return new Removal(untagged, deleted, freed + bytes);
    }

    static Removal of(Transaction.Outcome outcome) {
        List<ImageName> names = new ArrayList<>(outcome.before().names());
        names.removeAll(outcome.after().names());
        Set<Digest> images = new TreeSet<>(outcome.before().images());
        images.removeAll(outcome.after().images());
        return new Removal(names, List.copyOf(images), outcome.freed());
    }
}
