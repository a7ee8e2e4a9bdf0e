/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.convert;

import dev.juke.base.JukeException;
import dev.juke.image.Image;
import dev.juke.image.Platform;
import dev.juke.pack.verify.KraftKit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which image of an index is meant: KraftKit keeps one for each of its platforms in it. */
public final class KraftKitChoice {
    private KraftKitChoice() {}

    /** The one for the monitor and the platform's instruction set; without a monitor, the one for this platform, for QEMU, or the only one. */
    public static Image of(List<Image> images, @Nullable String monitor, Platform wanted) {
        if (images.size() == 1) {
            return images.getFirst();
        }
        List<String> systems =
                monitor == null ? List.of(wanted.os(), "qemu", "") : List.of(KraftKit.os(monitor), wanted.os());
        for (String os : systems) {
            List<Image> fit = images.stream()
                    .filter(image ->
                            os.isEmpty() || image.config().platform().os().equals(os))
                    .filter(image -> image.config().platform().architecture().equals(wanted.architecture()))
                    .toList();
            if (fit.size() == 1) {
                return fit.getFirst();
            }
        }
        throw JukeException.notFound(
                "the index has no single image for " + wanted.architecture()
                        + (monitor == null ? "" : " and " + monitor) + ", but "
                        + images.stream()
                                .map(image -> image.config().platform().toString())
                                .collect(Collectors.joining(", ")),
                "choose with --monitor");
    }
}
