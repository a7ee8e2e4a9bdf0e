/* SPDX-License-Identifier: Apache-2.0 */
/** The command {@code juke} for people. */
@org.jspecify.annotations.NullMarked
module dev.juke.cli {
    requires static transitive org.jspecify;
    requires dev.juke.base;
    requires dev.juke.machine;
    requires dev.juke.unikernel;
    requires dev.juke.sandbox;
    requires dev.juke.image;
    requires dev.juke.pack;
    requires info.picocli;
}
