/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.pack.input.LocalFiles;
import dev.juke.pack.input.Packing;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.Text;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** The section {@code rootfs} of a build file. */
record RootfsSection(Text from, Text path, Text type, List<IncludeEntry> include, Packing packing) {
    /** The build context, as a source. */
    static final String LOCAL = "local";
    /** No source. */
    static final String SCRATCH = "scratch";

    static RootfsSection of(YamlMap root) {
        YamlMap map = root.map("rootfs", Section.ROOTFS);
        List<IncludeEntry> entries = new ArrayList<>();
        for (Node node : map.nodes("include")) {
            IncludeEntry entry = map.reading().attempt(() -> IncludeEntry.of(map.reading(), node));
            if (entry != null) {
                entries.add(entry);
            }
        }
        Packing packing = new Packing(map.text("fs"), map.text("size"), map.text("compression"));
        return new RootfsSection(map.text("from"), map.text("path"), map.text("type"), entries, packing);
    }

    boolean isScratch() {
        return from.isEmpty() || from.is(SCRATCH);
    }

    boolean isLocal() {
        return from.is(LOCAL);
    }

    /** Refuses combinations that make no sense, in bunny's order, and what is not in the build context. */
    void check(Reading reading, String framework, LocalFiles local) {
        boolean sensible = reading.attempt(() -> {
                    checkCombination();
                    return type(framework);
                })
                != null;
        if (!sensible) {
            return;
        }
        reading.problems().attempt(() -> {
            if (isLocal()) {
                if (path.isEmpty()) {
                    throw from.place()
                            .wrong(
                                    "rootfs.from is local, but rootfs.path is missing",
                                    "name the initrd or block image");
                }
                local.locate(path);
            }
            if (!path.isEmpty() && type(framework).equals("raw")) {
                // Bunny takes such a file and says raw of it, so that no guest finds it.
                throw path.place()
                        .wrong("rootfs.path is given, but not what it is", "write 'type: initrd' or 'type: block'");
            }
        });
        include.forEach(entry -> reading.problems().attempt(() -> entry.check(local)));
    }

    private void checkCombination() {
        boolean raw = type.is("raw");
        if (isScratch() && !path.isEmpty()) {
            throw path.place().wrong("rootfs.path is given, but rootfs.from is scratch", "write 'from: local'");
        }
        if (!path.isEmpty() && raw) {
            throw path.place()
                    .wrong("rootfs.path is given, but rootfs.type is raw", "use rootfs.include, or another type");
        }
        if (isLocal() && raw) {
            throw type.place()
                    .wrong("rootfs.from is local, but rootfs.type is raw", "use rootfs.include, or another type");
        }
        if (!include.isEmpty() && isLocal()) {
            throw include.getFirst()
                    .source()
                    .place()
                    .wrong("rootfs.include is given, but rootfs.from is local", "write 'from: scratch'");
        }
        if (!include.isEmpty() && !isScratch() && !raw) {
            throw include.getFirst()
                    .source()
                    .place()
                    .wrong("rootfs.include adds to an image, but rootfs.type is not raw", "write 'type: raw'");
        }
    }

    /** What the files become: {@code initrd}, {@code raw} or {@code block}. */
    String type(String framework) {
        boolean unikraft = framework.equals("unikraft");
        List<String> supported = unikraft ? List.of("initrd", "raw") : List.of("initrd", "block", "raw");
        if (!type.isEmpty() && !supported.contains(type.value())) {
            throw type.place()
                    .wrong(
                            "framework " + framework + " has no rootfs of type '" + type.value() + "'",
                            "use " + String.join(" or ", supported));
        }
        if (!type.isEmpty()) {
            return type.value();
        }
        return unikraft ? "initrd" : "raw";
    }
}
