/* SPDX-License-Identifier: Apache-2.0 */
/** gRPC, as containerd and BuildKit's gateway speak it: a client. */
@org.jspecify.annotations.NullMarked
module dev.juke.grpc {
    requires static transitive org.jspecify;
    requires transitive dev.juke.ttrpc;

    exports dev.juke.grpc;
}
