/* SPDX-License-Identifier: Apache-2.0 */
/** The messages that containerd and a shim exchange, generated from src/main/proto. */
module dev.juke.shim.api {
    requires transitive com.google.protobuf;

    exports dev.juke.shim.api.ttrpc;
}
