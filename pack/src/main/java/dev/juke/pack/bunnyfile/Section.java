/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import java.util.List;
import java.util.stream.Stream;

/**
 * A mapping of a build file: bunny's keys (v0.1) and those that only Juke knows.
 *
 * @param path the keys that lead to it, with dots between them; empty for the whole file
 * @param bunny the keys that bunny knows
 * @param own those that it ignores
 */
record Section(String path, List<String> bunny, List<String> own) {
    /** The whole file. */
    static final Section FILE = new Section(
            "",
            List.of("version", "platforms", "rootfs", "kernel", "cmd", "cmdline", "entrypoint", "envs"),
            List.of("labels", "workdir", "user", "expose", "volumes"));
    /** What runs where. */
    static final Section PLATFORMS =
            new Section("platforms", List.of("framework", "version", "monitor", "architecture"), List.of());
    /** Where the kernel is. */
    static final Section KERNEL = new Section("kernel", List.of("from", "path"), List.of("digest"));
    /** Where the guest's files are. */
    static final Section ROOTFS =
            new Section("rootfs", List.of("from", "path", "type", "include"), List.of("fs", "size", "compression"));
    /** One of the guest's files. */
    static final Section INCLUDE = new Section("rootfs.include", List.of("from", "source", "destination"), List.of());

    /** All of them. */
    static final List<Section> ALL = List.of(FILE, PLATFORMS, KERNEL, ROOTFS, INCLUDE);

    /** What its own keys begin with in messages. */
    String prefix() {
        return path.isEmpty() ? "" : path + ".";
    }

    /** The keys that it may have. */
    List<String> keys() {
        return Stream.concat(bunny.stream(), own.stream()).toList();
    }
}
