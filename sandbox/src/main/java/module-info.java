/* SPDX-License-Identifier: Apache-2.0 */
/** The plan: how a unikernel becomes an ordinary container whose process is a monitor. */
@org.jspecify.annotations.NullMarked
module dev.juke.sandbox {
    requires static transitive org.jspecify;
    requires transitive dev.juke.base;
    requires transitive dev.juke.machine;
    requires transitive dev.juke.unikernel;

    exports dev.juke.sandbox;
    exports dev.juke.sandbox.bundle;
    exports dev.juke.sandbox.host;
    exports dev.juke.sandbox.network;
    exports dev.juke.sandbox.storage;
}
