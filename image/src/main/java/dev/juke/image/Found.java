/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

/**
 * An image that was found; its blobs lie on this machine.
 *
 * @param reference what was asked for
 * @param image for the wanted platform
 * @param resolved where it was and what exactly it is, for records of what was built: {@code docker.io/library/a:1@sha256:…},
 *     {@code oci:DIR@sha256:…}
 * @param pinned whether a lock file said which
 */
public record Found(String reference, Image image, String resolved, boolean pinned) {
    /** The manifest's digest. */
    public Digest digest() {
        return image.digest();
    }
}
