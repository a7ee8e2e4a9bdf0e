/* SPDX-License-Identifier: Apache-2.0 */
/** The BuildKit frontend: what {@code docker build} starts for a build file that begins with {@code #syntax=…/juke}. */
@org.jspecify.annotations.NullMarked
module dev.juke.frontend {
    requires static transitive org.jspecify;
    requires dev.juke.base;
    requires dev.juke.buildkit.api;
    requires dev.juke.grpc;
    requires dev.juke.image;
    requires dev.juke.pack;
}
