/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.image.Platform;
import dev.juke.pack.containerfile.syntax.Word;

/** Platforms as {@code FROM --platform} names them: {@code linux/amd64}, {@code linux/arm/v7}, {@code qemu/amd64}, {@code arm64}. */
final class Platforms {
    private Platforms() {}

    static Platform parse(String text, Word where, Platform otherwise) {
        String[] parts = text.split("/", -1);
        boolean empty = text.isEmpty();
        for (String part : parts) {
            empty |= part.isEmpty();
        }
        if (empty || parts.length > 3) {
            throw where.wrong("'" + text + "' is no platform", "write OS/ARCHITECTURE, as linux/amd64");
        }
        if (parts.length > 1) {
            return new Platform(parts[0], Platform.normal(parts[1]), parts.length == 3 ? parts[2] : "");
        }
        return text.equals("linux") ? otherwise : Platform.linux(text);
    }
}
