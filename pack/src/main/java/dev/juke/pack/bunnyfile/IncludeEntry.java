/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.pack.input.ImageFiles;
import dev.juke.pack.input.LocalFiles;
import dev.juke.pack.input.Overlay;
import dev.juke.pack.input.Place;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.Text;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** One element of {@code rootfs.include}. */
record IncludeEntry(Text from, Text source, Text destination) {
    static IncludeEntry of(Reading reading, Node node) {
        Place place = YamlMap.place(reading, node);
        if (node instanceof ScalarNode scalar) {
            String text = scalar.getValue();
            int colon = text.indexOf(':');
            String source = colon < 0 ? text : text.substring(0, colon);
            String destination = colon < 0 ? "" : text.substring(colon + 1);
            if (source.isEmpty()) {
                throw place.wrong("an element of rootfs.include names no source", "write SOURCE[:DESTINATION]");
            }
            return new IncludeEntry(
                    new Text(RootfsSection.LOCAL, place),
                    new Text(source, place),
                    new Text(destination.isEmpty() ? source : destination, place));
        }
        if (!(node instanceof MappingNode)) {
            throw place.wrong(
                    "an element of rootfs.include is neither a text nor a mapping",
                    "write SOURCE[:DESTINATION], or the keys from, source and destination");
        }
        YamlMap keys = YamlMap.of(reading, Section.INCLUDE, node);
        Text from = keys.text("from");
        if (from.is(RootfsSection.SCRATCH)) {
            throw from.place().wrong("rootfs.include.from is scratch, which holds no files", "write 'from: local'");
        }
        return new IncludeEntry(
                from.isEmpty() ? new Text(RootfsSection.LOCAL, place) : from,
                keys.required("source"),
                keys.required("destination"));
    }

    /** Refuses what can be seen to be wrong without looking into images. */
    void check(LocalFiles local) {
        if (isLocal()) {
            local.locate(source);
        }
    }

    void copy(LocalFiles local, ImageFiles images, Overlay overlay) {
        if (isLocal()) {
            overlay.copy(local.tree(source), local.name(source), destination);
        } else {
            overlay.copy(images.find(from).files(), images.existing(from, source), destination);
        }
    }

    private boolean isLocal() {
        return from.is(RootfsSection.LOCAL);
    }
}
