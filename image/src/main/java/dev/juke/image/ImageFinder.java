/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

/**
 * Finds images by what a person writes where one is wanted ({@code FROM}, {@code from:}, {@code --from}):
 *
 * <ul>
 *   <li>{@code oci:DIR[:TAG]}, {@code oci-archive:FILE[:NAME]}, {@code docker-archive:FILE[:NAME]};
 *   <li>{@code NAME[:TAG][@DIGEST]}: of the store or, when it has none such and the name has a registry, of that registry;
 *   <li>{@code docker://NAME…}: of the registry, whatever the store has; without registry in the name, of Docker Hub;
 *   <li>{@code store:NAME…}: of the store and nowhere else.
 * </ul>
 *
 * What it finds can be read until it is closed.
 */
public interface ImageFinder extends AutoCloseable {
    /**
     * Finds one image; an error when there is none.
     *
     * @param reference what a person wrote
     * @param wanted for what platform, where there are several; the operating system is compared literally ({@code linux}, KraftKit's
     *     {@code qemu}). An image that stands alone is taken whatever it says of itself: see {@link Found#image()}'s configuration
     */
    Found find(String reference, Platform wanted);

    /** Removes what was unpacked on the way. */
    @Override
    void close();
}
