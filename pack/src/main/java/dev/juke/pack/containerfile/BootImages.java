/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import org.jspecify.annotations.Nullable;

/**
 * Images that what a Containerfile does not say is taken from. Bunny has its own in its own registry; Juke takes those that it is given.
 *
 * @param kernel {@code --kernel-image}: holds {@code /.boot/kernel}; null for none
 * @param init {@code --init-image}: holds {@code /urunit}; null for none
 */
public record BootImages(@Nullable String kernel, @Nullable String init) {
    /** Neither is given. */
    public static final BootImages NONE = new BootImages(null, null);
}
