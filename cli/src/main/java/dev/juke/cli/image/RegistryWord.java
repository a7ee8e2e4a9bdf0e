/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.image.registry.RemoteName;

/** A registry as a person names it for itself: {@code ghcr.io}, {@code localhost:5000}, {@code https://index.docker.io/v1/}. */
final class RegistryWord {
    private RegistryWord() {}

    /** As it stands in names of images. */
    static String of(String word) {
        String host = word.replaceFirst("^https?://", "").replaceFirst("/.*", "");

        return RemoteName.parse(host + "/any").name().registry();
    }
}
