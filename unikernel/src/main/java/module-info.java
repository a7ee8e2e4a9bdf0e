/* SPDX-License-Identifier: Apache-2.0 */
/** What an image asks for: its metadata, its kernel, and, per framework, the machine that this makes. */
@org.jspecify.annotations.NullMarked
module dev.juke.unikernel {
    requires static transitive org.jspecify;
    requires transitive dev.juke.base;
    requires transitive dev.juke.machine;

    exports dev.juke.unikernel;
    exports dev.juke.unikernel.guest;
    exports dev.juke.unikernel.kernel;
}
