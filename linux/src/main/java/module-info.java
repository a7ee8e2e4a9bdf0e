/* SPDX-License-Identifier: Apache-2.0 */
/** Calls to the Linux kernel and the C library that the JDK has no door to: processes, mounts, terminals, locks. */
@org.jspecify.annotations.NullMarked
module dev.juke.linux {
    requires static transitive org.jspecify;
    requires transitive dev.juke.base;

    exports dev.juke.linux;
}
