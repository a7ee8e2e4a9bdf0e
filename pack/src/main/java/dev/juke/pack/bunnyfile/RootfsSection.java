/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.pack.BuildRequest;
import dev.juke.pack.Rootfs;
import dev.juke.pack.RootfsFormat;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Include;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The section {@code rootfs} of a build file. */
record RootfsSection(YamlText from, YamlText path, YamlText type, List<Entry> include) {
    private static final String LOCAL = "local";
    private static final String SCRATCH = "scratch";

    /** What the section comes to. */
    record Files(List<BuildRequest.Layer> layers, Rootfs rootfs) {}

    /** One element of {@code rootfs.include}. */
    private record Entry(YamlText from, YamlText source, String destination) {}

    static RootfsSection of(YamlMap root) {
        YamlMap map = root.map("rootfs", List.of("from", "path", "type", "include"));
        List<Entry> entries = new ArrayList<>();
        for (Node node : map.nodes("include")) {
            entries.add(entry(map, node));
        }
        return new RootfsSection(map.text("from"), map.text("path"), map.text("type"), entries);
    }

    private static Entry entry(YamlMap map, Node node) {
        Place place = map.placeOf(node);
        if (node instanceof ScalarNode scalar) {
            String text = scalar.getValue();
            int colon = text.indexOf(':');
            String source = colon < 0 ? text : text.substring(0, colon);
            String destination = colon < 0 ? "" : text.substring(colon + 1);
            if (source.isEmpty()) {
                throw place.wrong("an element of rootfs.include names no source", "write SOURCE[:DESTINATION]");
            }
            return new Entry(
                    new YamlText(LOCAL, place),
                    new YamlText(source, place),
                    destination.isEmpty() ? source : destination);
        }
        if (!(node instanceof MappingNode)) {
            throw place.wrong(
                    "an element of rootfs.include is neither a text nor a mapping",
                    "write SOURCE[:DESTINATION], or the keys from, source and destination");
        }
        YamlMap keys = YamlMap.of(map.file(), "rootfs.include.", node, List.of("from", "source", "destination"));
        YamlText from = keys.text("from");
        return new Entry(
                from.isEmpty() ? new YamlText(LOCAL, place) : from,
                keys.required("source"),
                keys.required("destination").value());
    }

    /** Applies the rules in bunny's order, and finds the files. */
    Files resolve(String framework, Context context) {
        checkCombination();
        String effective = effectiveType(framework);
        if (!from.isEmpty() && !from.value().equals(SCRATCH) && !from.value().equals(LOCAL)) {
            throw Bunnyfile.image("rootfs.from", from);
        }
        if (from.value().equals(LOCAL)) {
            return new Files(List.of(), ready(effective, context));
        }
        if (include.isEmpty()) {
            return new Files(List.of(), new Rootfs.None());
        }
        return switch (effective) {
            case "initrd" -> new Files(List.of(), new Rootfs.Made(RootfsFormat.CPIO, tree(context), 0));
            case "raw" -> new Files(List.of(new BuildRequest.Layer("files", tree(context))), new Rootfs.ImageTree());
            default ->
                throw type.place()
                        .wrong(
                                "a block image is not built from rootfs.include",
                                "make it with mke2fs -d, and give its path");
        };
    }

    private void checkCombination() {
        boolean scratch = from.isEmpty() || from.value().equals(SCRATCH);
        boolean local = from.value().equals(LOCAL);
        boolean raw = type.value().equals("raw");
        if (scratch && !path.isEmpty()) {
            throw path.place().wrong("rootfs.path is given, but rootfs.from is scratch", "write 'from: local'");
        }
        if (!path.isEmpty() && raw) {
            throw path.place()
                    .wrong("rootfs.path is given, but rootfs.type is raw", "use rootfs.include, or another type");
        }
        if (local && raw) {
            throw type.place()
                    .wrong("rootfs.from is local, but rootfs.type is raw", "use rootfs.include, or another type");
        }
        if (!include.isEmpty() && local) {
            throw include.getFirst()
                    .source
                    .place()
                    .wrong("rootfs.include is given, but rootfs.from is local", "write 'from: scratch'");
        }
        if (!include.isEmpty() && !scratch && !raw) {
            throw include.getFirst()
                    .source
                    .place()
                    .wrong("rootfs.include adds to an image, but rootfs.type is not raw", "write 'type: raw'");
        }
    }

    /** What the files become: {@code initrd}, {@code raw} or {@code block}. */
    private String effectiveType(String framework) {
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

    /** A file that is ready. Bunny marks one without type as {@code raw} for most frameworks, so that no guest finds it. */
    private Rootfs ready(String effective, Context context) {
        if (path.isEmpty()) {
            throw from.place()
                    .wrong("rootfs.from is local, but rootfs.path is missing", "name the initrd or block image");
        }
        return switch (effective) {
            case "initrd" -> new Rootfs.Initrd(context.bootFile(path));
            case "block" -> new Rootfs.Block(context.bootFile(path));
            default ->
                throw path.place()
                        .wrong("rootfs.path is given, but not what it is", "write 'type: initrd' or 'type: block'");
        };
    }

    private FileTree tree(Context context) {
        List<Include> copies = new ArrayList<>();
        for (Entry entry : include) {
            if (!entry.from.value().equals(LOCAL)) {
                throw Bunnyfile.image("rootfs.include.from", entry.from);
            }
            copies.add(context.include(entry.source, entry.destination));
        }
        return FileTree.of(copies);
    }
}
