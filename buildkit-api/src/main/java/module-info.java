/* SPDX-License-Identifier: Apache-2.0 */
/** The messages that BuildKit and a frontend exchange, generated from src/main/proto. */
module dev.juke.buildkit.api {
    requires transitive com.google.protobuf;

    exports dev.juke.buildkit.api.gateway;
    exports dev.juke.buildkit.api.llb;
    exports dev.juke.buildkit.api.rpc;
}
