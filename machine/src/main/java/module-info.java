/* SPDX-License-Identifier: Apache-2.0 */
/** The neutral description of a virtual machine, and the monitors that make an argument vector of it. */
@org.jspecify.annotations.NullMarked
module dev.juke.machine {
    requires static transitive org.jspecify;
    requires transitive dev.juke.base;

    exports dev.juke.machine;
    exports dev.juke.machine.monitor;
}
