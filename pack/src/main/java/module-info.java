/* SPDX-License-Identifier: Apache-2.0 */
/** Packages unikernels as OCI images: build files, initrds, and the images themselves. */
@org.jspecify.annotations.NullMarked
module dev.juke.pack {
    requires static transitive org.jspecify;
    requires transitive dev.juke.base;
    requires transitive dev.juke.image;
    requires transitive dev.juke.machine;
    requires transitive dev.juke.unikernel;
    requires org.snakeyaml.engine;

    exports dev.juke.pack;
    exports dev.juke.pack.attest;
    exports dev.juke.pack.bunnyfile;
    exports dev.juke.pack.check;
    exports dev.juke.pack.containerfile;
    exports dev.juke.pack.convert;
    exports dev.juke.pack.diff;
    exports dev.juke.pack.flags;
    exports dev.juke.pack.nix;
    exports dev.juke.pack.scan;
    exports dev.juke.pack.source;
    exports dev.juke.pack.tree;
    exports dev.juke.pack.verify;
}
