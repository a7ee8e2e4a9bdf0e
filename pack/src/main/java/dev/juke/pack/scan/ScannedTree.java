/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.scan;

import dev.juke.base.JukeException;
import dev.juke.image.tar.TarEntry;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of an image as its layers leave them, by path as {@code etc/passwd} (OCI image specification 1.1, layer.md, "Applying Changesets"). */
final class ScannedTree {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    /** Links to links end here, as in Linux. */
    private static final int MAX_LINKS = 40;

    private final TreeMap<String, ScannedFile> files = new TreeMap<>();
    private final Set<String> removed = new HashSet<>();

    SortedMap<String, ScannedFile> files() {
        return Collections.unmodifiableSortedMap(files);
    }

    /** Whether an upper layer removed what stood at that path. */
    boolean isRemoved(String path) {
        return removed.contains(path);
    }

    /** Puts an entry of a layer over what is there. */
    void put(ScannedFile file, String where) {
        String path = clean(file.entry().name(), where);
        String name = path.substring(path.lastIndexOf('/') + 1);
        String parent = path.substring(0, path.length() - name.length());
        if (path.isEmpty()) {
            return;
        }
        String directory = parent.isEmpty() ? "" : follow(parent.substring(0, parent.length() - 1), 0);
        String prefix = directory.isEmpty() ? "" : directory + "/";
        if (name.equals(OPAQUE)) {
            clear(prefix, file.layer());
        } else if (name.startsWith(WHITEOUT + WHITEOUT)) {
            return; // AUFS keeps these for itself.
        } else if (name.startsWith(WHITEOUT)) {
            String gone = prefix + name.substring(WHITEOUT.length());
            ScannedFile old = files.get(gone);
            if (old != null && old.layer() < file.layer()) {
                files.remove(gone);
                removed.add(gone);
            }
            clear(gone + "/", file.layer());
        } else {
            place(prefix + name, file, where);
        }
    }

    private void place(String path, ScannedFile file, String where) {
        ScannedFile placed = file;
        if (file.entry().kind() == TarEntry.Kind.HARD_LINK) {
            ScannedFile target = files.get(clean(file.entry().linkName(), where));
            if (target == null || target.isDirectory()) {
                throw JukeException.input(
                        where + ": '" + path + "' is a hard link to '"
                                + file.entry().linkName() + "', which is no file",
                        "do not trust this image");
            }
            placed = new ScannedFile(target.entry(), target.layer(), target.sha256(), target.sha1(), target.stored());
        }
        ScannedFile old = files.put(path, placed);
        removed.remove(path);
        if (old != null && old.isDirectory() && !placed.isDirectory()) {
            files.subMap(path + "/", path + "0").clear();
        }
    }

    /** Removes what lower layers put below a directory. */
    private void clear(String prefix, int layer) {
        // '0' follows '/' in ASCII.
        SortedMap<String, ScannedFile> below =
                prefix.isEmpty() ? files : files.subMap(prefix, prefix.substring(0, prefix.length() - 1) + "0");
        Iterator<Map.Entry<String, ScannedFile>> all = below.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, ScannedFile> entry = all.next();
            if (entry.getValue().layer() < layer) {
                removed.add(entry.getKey());
                all.remove();
            }
        }
    }

    /** What stands at a path, links in its directories followed; null when nothing does. */
    @Nullable
    ScannedFile get(String path) {
        int slash = path.lastIndexOf('/');
        String parent = slash < 0 ? "" : follow(path.substring(0, slash), 0) + "/";
        return files.get((parent.equals("/") ? "" : parent) + path.substring(slash + 1));
    }

    /** Where a directory really is. */
    private String follow(String path, int links) {
        StringBuilder real = new StringBuilder();
        String[] parts = path.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty() || parts[i].equals(".")) {
                continue;
            }
            if (parts[i].equals("..")) {
                real.setLength(Math.max(0, real.lastIndexOf("/")));
                continue;
            }
            int before = real.length();
            real.append(before == 0 ? "" : "/").append(parts[i]);
            ScannedFile file = files.get(real.toString());
            String target = file == null ? null : file.linkTarget();
            if (target != null && links < MAX_LINKS) {
                String start = target.startsWith("/") ? "" : real.substring(0, before) + "/";
                StringBuilder rest = new StringBuilder(start).append(target);
                for (int j = i + 1; j < parts.length; j++) {
                    rest.append('/').append(parts[j]);
                }
                return follow(rest.toString(), links + 1);
            }
        }
        return real.toString();
    }

    /** A name without empty parts and {@code .}; with {@code ..} it is refused, since no honest tool writes it. */
    static String clean(String name, String where) {
        StringBuilder clean = new StringBuilder();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw JukeException.input(
                        where + ": '" + name + "' points outside of the image", "do not trust this image");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                clean.append(clean.isEmpty() ? "" : "/").append(part);
            }
        }
        return clean.toString();
    }
}
