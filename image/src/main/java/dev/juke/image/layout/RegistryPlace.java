/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.JukeException;
import dev.juke.image.NamedImage;
import dev.juke.image.Reference;
import dev.juke.image.registry.Registry;
import dev.juke.image.registry.RegistryOptions;
import java.util.List;

/**
 * A repository of a registry.
 *
 * @param target what the image is called there
 */
record RegistryPlace(Reference target, RegistryOptions options) implements Destination {
    @Override
    public void write(List<NamedImage> images) {
        if (images.size() != 1) {
            throw JukeException.usage(
                    images.size() + " images cannot all be called '" + target + "'", "write them one by one");
        }
        try (Registry registry = new Registry(options)) {
            registry.push(images.getFirst(), target, digest -> List.of());
        }
    }
}
