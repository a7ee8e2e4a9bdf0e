/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import java.util.List;

/** The mappings of a build file and the keys that each may have, bunny's (v0.1) first and then those that only Juke knows. */
enum Section {
    /** The whole file. */
    FILE(
            "",
            "version",
            "platforms",
            "rootfs",
            "kernel",
            "cmd",
            "cmdline",
            "entrypoint",
            "envs",
            "labels",
            "workdir",
            "user",
            "expose",
            "volumes"),
    /** What runs where. */
    PLATFORMS("platforms", "framework", "version", "monitor", "architecture"),
    /** Where the kernel is. */
    KERNEL("kernel", "from", "path", "digest"),
    /** Where the guest's files are. */
    ROOTFS("rootfs", "from", "path", "type", "include", "fs", "size", "compression"),
    /** One of the guest's files. */
    INCLUDE("rootfs.include", "from", "source", "destination");

    private final String path;
    private final List<String> keys;

    Section(String path, String... keys) {
        this.path = path;
        this.keys = List.of(keys);
    }

    /** The keys that lead to it, with dots between them; empty for the file. */
    String path() {
        return path;
    }

    /** What its own keys begin with in messages. */
    String prefix() {
        return path.isEmpty() ? "" : path + ".";
    }

    /** The keys that it may have. */
    List<String> keys() {
        return keys;
    }
}
