/* SPDX-License-Identifier: Apache-2.0 */
/** The planner's command line: what the launcher {@code juke-runtime} runs for create and start. */
@org.jspecify.annotations.NullMarked
module dev.juke.runtime {
    requires static transitive org.jspecify;
    requires transitive dev.juke.base;
    requires transitive dev.juke.sandbox;

    exports dev.juke.runtime;
}
