/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.sandbox.bundle.Bundle;
import dev.juke.unikernel.Metadata;
import org.jspecify.annotations.Nullable;

/** Decides whether a container is a unikernel, from all that is known of its image. */
@FunctionalInterface
public interface ImageFacts {
    /** The metadata of a container, or null when it is an ordinary one. */
    @Nullable
    Metadata find(String id, Bundle bundle);
}
