/* SPDX-License-Identifier: Apache-2.0 */
/** {@code containerd-shim-juke-v2}: one process that serves the tasks of many containers to containerd. */
@org.jspecify.annotations.NullMarked
module dev.juke.shim {
    requires static transitive org.jspecify;
    requires dev.juke.base;
    requires dev.juke.grpc;
    requires dev.juke.linux;
    requires dev.juke.runtime;
    requires dev.juke.shim.api;
    requires dev.juke.ttrpc;
}
