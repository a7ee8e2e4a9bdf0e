/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import java.util.List;

/**
 * An image and what it is called.
 *
 * @param names its names; empty when it has none
 */
public record NamedImage(List<ImageName> names, Image image) {
    /** Keeps a copy of the list. */
    public NamedImage {
        names = List.copyOf(names);
    }
}
