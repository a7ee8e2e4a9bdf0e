/* SPDX-License-Identifier: Apache-2.0 */
/** ttrpc, the protocol that containerd speaks with its shims: a server and a client. */
@org.jspecify.annotations.NullMarked
module dev.juke.ttrpc {
    requires static transitive org.jspecify;
    requires dev.juke.shim.api;

    exports dev.juke.ttrpc;
}
