/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import org.jspecify.annotations.Nullable;

/**
 * Which image is meant: {@code NAME[:TAG][@DIGEST]}. With a digest exactly those bytes are meant, and the tag is only what they were called.
 *
 * @param name its name; the tag is {@code latest} when none is given
 * @param digest of its manifest or index; null when none is given
 * @param tagged whether a tag was given
 */
public record Reference(ImageName name, @Nullable Digest digest, boolean tagged) {
    /** Reads what a person wrote. */
    public static Reference parse(String text) {
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        boolean tagged = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
        return new Reference(ImageName.parse(name), at < 0 ? null : Digest.parse(text.substring(at + 1)), tagged);
    }

    /** Reads what a person wrote, or nothing when it is no reference. */
    public static @Nullable Reference parseOrNull(String text) {
        try {
            return parse(text);
        } catch (JukeException e) {
            return null;
        }
    }

    /** The same image, pinned. */
    public Reference at(Digest pinned) {
        return new Reference(name, pinned, tagged);
    }

    /** The name, as it is to be kept under; null when only a digest was given. */
    public @Nullable ImageName keptName() {
        return tagged || digest == null ? name : null;
    }

    @Override
    public String toString() {
        if (digest == null) {
            return name.toString();
        }
        return (tagged ? name.toString() : name.repository()) + "@" + digest;
    }
}
