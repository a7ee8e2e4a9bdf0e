/* SPDX-License-Identifier: Apache-2.0 */
/** What every part of Juke needs: the one exception root, the JSON tree, and a few operations on files. */
@org.jspecify.annotations.NullMarked
module dev.juke.base {
    requires static transitive org.jspecify;

    exports dev.juke.base;
    exports dev.juke.base.json;
}
