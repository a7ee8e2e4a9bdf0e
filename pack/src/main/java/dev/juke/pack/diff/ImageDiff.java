/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.diff;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.base.json.JsonValue;
import dev.juke.image.ImageConfig;
import dev.juke.image.tar.TarEntry;
import dev.juke.pack.scan.ImageScan;
import dev.juke.pack.scan.ScannedFile;
import dev.juke.pack.verify.Carrier;
import dev.juke.pack.verify.Facts;
import dev.juke.pack.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What two images differ in, as far as it matters to whoever runs them: not the times of files, nor how layers are cut and compressed. */
public final class ImageDiff {
    private final List<Difference> differences = new ArrayList<>();

    private ImageDiff() {}

    /** All differences, part by part, sorted by name. Empty only for one and the same image. */
    public static List<Difference> of(Verification left, Verification right) {
        ImageDiff diff = new ImageDiff();
        diff.compare("config", config(left), config(right));
        diff.compare("labels", labels(left), labels(right));
        diff.compare("annotations", annotations(left), annotations(right));
        diff.compare("urunc.json", pairs(left.said().json()), pairs(right.said().json()));
        diff.compare("kernel", kernel(left), kernel(right));
        diff.compare("files", files(left.scan()), files(right.scan()));
        String one = left.scan().image().digest().toString();
        String other = right.scan().image().digest().toString();
        if (diff.differences.isEmpty() && !one.equals(other)) {
            diff.differences.add(new Difference("layers", "times, order or compression", one, other));
        }
        return List.copyOf(diff.differences);
    }

    private void compare(String section, Map<String, String> left, Map<String, String> right) {
        SortedSet<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            String one = left.get(name);
            String other = right.get(name);
            boolean same = one == null ? other == null : one.equals(other);
            if (!same) {
                differences.add(new Difference(section, name, one, other));
            }
        }
    }

    private static Map<String, String> labels(Verification image) {
        return image.scan().image().config().labels();
    }

    private static Map<String, String> annotations(Verification image) {
        return image.scan().image().manifest().annotations();
    }

    private static Map<String, String> pairs(Carrier carrier) {
        Map<String, String> pairs = new TreeMap<>();
        carrier.values().forEach((key, value) -> pairs.put(key.fullName(), value));
        return pairs;
    }

    private static Map<String, String> kernel(Verification image) {
        Map<String, String> facts = new TreeMap<>();
        if (image.kernel() != null) {
            flatten("", Facts.kernel(image.kernel()), facts);
        }
        return facts;
    }

    /** The configuration without labels, which have a section of their own, and what only tells how it was made. */
    private static Map<String, String> config(Verification image) {
        ImageConfig config = image.scan().image().config();
        JsonObject json = config.json().copy().remove("rootfs").remove("history");
        JsonObject process = json.object("config");
        if (process != null) {
            process.remove("Labels");
        }
        Map<String, String> members = new TreeMap<>();
        flatten("", json, members);
        return members;
    }

    private static void flatten(String prefix, JsonObject object, Map<String, String> into) {
        for (Map.Entry<String, JsonValue> member : object.members()) {
            String name = prefix + member.getKey();
            if (member.getValue() instanceof JsonObject inner) {
                flatten(name + ".", inner, into);
            } else {
                into.put(name, Json.write(member.getValue()));
            }
        }
    }

    private static Map<String, String> files(ImageScan scan) {
        Map<String, String> files = new TreeMap<>();
        scan.files().forEach((path, file) -> files.put("/" + path, words(file)));
        return files;
    }

    /** All that counts of a file: {@code file 755 0:0 12 bytes sha256:…}. */
    private static String words(ScannedFile file) {
        TarEntry entry = file.entry();
        String words =
                file.what() + " " + Integer.toOctalString(entry.mode() & 07777) + " " + entry.uid() + ":" + entry.gid();
        String target = file.linkTarget();
        if (target != null) {
            return words + " to " + target;
        }
        return file.isFile() ? words + " " + entry.size() + " bytes sha256:" + file.sha256() : words;
    }
}
