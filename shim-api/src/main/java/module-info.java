/* SPDX-License-Identifier: Apache-2.0 */
/** The messages that containerd and a shim exchange, generated from src/main/proto. */
module dev.juke.shim.api {
    requires transitive com.google.protobuf;

    exports dev.juke.shim.api.events;
    exports dev.juke.shim.api.metrics;
    exports dev.juke.shim.api.options;
    exports dev.juke.shim.api.services;
    exports dev.juke.shim.api.task;
    exports dev.juke.shim.api.ttrpc;
    exports dev.juke.shim.api.types;
}
