/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.base.JukeException;
import dev.juke.image.Image;
import dev.juke.pack.check.About;
import dev.juke.pack.check.Finding;
import dev.juke.pack.scan.ImageScan;
import dev.juke.pack.scan.ScannedFile;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.UruncJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an image says of its unikernel, and where: annotations win over labels, and these over {@code /urunc.json}, key by key, as every
 * runtime has it. An image of KraftKit says nothing; what its layout means is taken for it.
 *
 * @param annotations of the manifest
 * @param labels of the configuration
 * @param json {@code /urunc.json}
 * @param values what counts; empty values are not among them
 * @param sources by key, the name of the carrier that won, or {@code KraftKit's layout}
 * @param kraftKit whether it is an image of KraftKit
 * @param findings what is wrong with the carriers themselves
 */
public record Said(
        Carrier annotations,
        Carrier labels,
        Carrier json,
        Map<Key, String> values,
        Map<Key, String> sources,
        boolean kraftKit,
        List<Finding> findings) {
    /** Reads what an image says. */
    public static Said read(ImageScan scan, Path temporary) {
        Image image = scan.image();
        List<Finding> findings = new ArrayList<>();
        CarrierReader reader = new CarrierReader(findings);
        Carrier annotations = reader.plain("annotations", image.manifest().annotations());
        Carrier labels = reader.plain("labels", image.config().labels());
        Carrier json = json(scan, reader, findings, temporary);
        Map<Key, String> values = new EnumMap<>(Key.class);
        Map<Key, String> sources = new EnumMap<>(Key.class);
        boolean kraftKit = !annotations.speaks() && !labels.speaks() && !json.speaks() && KraftKit.is(scan);
        if (kraftKit) {
            KraftKit.values(scan).forEach((key, value) -> {
                values.put(key, value);
                sources.put(key, KraftKit.SOURCE);
            });
        }
        for (Carrier carrier : List.of(json, labels, annotations)) {
            carrier.values().forEach((key, value) -> {
                if (!value.isEmpty()) {
                    values.put(key, value);
                    sources.put(key, carrier.name());
                }
            });
        }
        return new Said(
                annotations,
                labels,
                json,
                Collections.unmodifiableMap(values),
                Collections.unmodifiableMap(sources),
                kraftKit,
                List.copyOf(findings));
    }

    private static Carrier json(ImageScan scan, CarrierReader reader, List<Finding> findings, Path temporary) {
        ScannedFile file = scan.get(UruncJson.PATH);
        Carrier none = new Carrier(UruncJson.PATH, Map.of(), Carrier.Form.BASE64);
        if (file == null) {
            return none;
        }
        if (!file.isFile()) {
            findings.add(Finding.error(
                    About.METADATA,
                    UruncJson.PATH + " is a " + file.what() + ", not a regular file",
                    "package it as one"));
            return none;
        }
        try {
            return reader.json(scan.read(file, UruncJson.MAX_BYTES, temporary));
        } catch (JukeException e) {
            findings.add(new Finding(
                    Finding.Severity.ERROR,
                    About.METADATA,
                    UruncJson.PATH + " cannot be read: " + Objects.requireNonNullElse(e.getMessage(), ""),
                    e.hint()));
            return none;
        }
    }

    /** Whether it says anything of a unikernel. */
    public boolean isUnikernel() {
        return values.containsKey(Key.UNIKERNEL_TYPE) || values.containsKey(Key.BINARY);
    }

    /** The three places. */
    public List<Carrier> carriers() {
        return List.of(annotations, labels, json);
    }
}
