/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

/** The kinds of archive that images are written to. */
public enum ArchiveFormat {
    /** OCI image layout in a tar archive: for {@code podman load}, {@code ctr image import}, {@code nerdctl load}. */
    OCI,
    /** What {@code docker load} of every version reads, and Podman too. */
    DOCKER
}
