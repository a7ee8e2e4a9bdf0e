/* SPDX-License-Identifier: Apache-2.0 */
/** OCI images: what they are, the places and archives they lie in, a local store, and their unpacking. */
@org.jspecify.annotations.NullMarked
module dev.juke.image {
    requires static transitive org.jspecify;
    requires transitive dev.juke.base;
    requires com.github.luben.zstd_jni;
    requires java.net.http;
    requires org.tukaani.xz;

    exports dev.juke.image;
    exports dev.juke.image.layout;
    exports dev.juke.image.registry;
    exports dev.juke.image.rootfs;
    exports dev.juke.image.store;
    exports dev.juke.image.tar;
}
