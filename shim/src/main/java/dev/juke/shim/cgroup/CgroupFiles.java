/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's files about one cgroup. What cannot be read is absent, whatever the reason: a controller that is not there, an older kernel,
 * pressure that is turned off, or a cgroup that was removed a moment ago.
 *
 * <p>Numbers are unsigned 64-bit ones in a {@code long}, as protobuf's {@code uint64} is in Java.
 */
record CgroupFiles(Path directory) {
    /**
     * Asserts that the cgroup was there until now.
     *
     * @throws JukeException NOT_FOUND when it has been removed
     */
    void requirePresent() {
        if (!Files.isDirectory(directory)) {
            throw JukeException.notFound("the cgroup " + directory + " has been removed", "");
        }
    }

    /** The lines of a file; none when it is absent. */
    List<String> lines(String name) {
        List<String> lines = linesOrNull(name);
        return lines == null ? List.of() : lines;
    }

    /** The lines of a file, or null when it is absent. */
    @Nullable
    List<String> linesOrNull(String name) {
        try {
            return Files.readAllLines(directory.resolve(name));
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * The single number of a file; 0 when it is absent.
     *
     * @param max what the word {@code max} stands for: no limit
     */
    long number(String name, long max) {
        List<String> lines = lines(name);
        if (lines.isEmpty()) {
            return 0;
        }
        String word = lines.getFirst().strip();
        return word.equals("max") ? max : unsigned(word);
    }

    /** The single number of a file that is no limit; 0 when it is absent. */
    long number(String name) {
        return number(name, 0);
    }

    /** The lines {@code key number} of a file; no keys when it is absent. */
    Numbers numbers(String name) {
        Map<String, Long> values = new HashMap<>();
        for (String line : lines(name)) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                values.put(line.substring(0, blank), unsigned(line.substring(blank + 1)));
            }
        }
        return new Numbers(values);
    }

    /** This cgroup and all below it. */
    List<CgroupFiles> tree() {
        List<CgroupFiles> tree = new ArrayList<>(List.of(this));
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path child : children) {
                tree.addAll(new CgroupFiles(child).tree());
            }
        } catch (IOException | DirectoryIteratorException e) {
            return tree;
        }
        return tree;
    }

    /** What stands between a prefix and a suffix in the names of the files here, without a dot in it; sorted. */
    List<String> names(String prefix, String suffix) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, prefix + "*" + suffix)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                names.add(name.substring(prefix.length(), name.length() - suffix.length()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        names.removeIf(name -> name.contains("."));
        names.sort(null);
        return names;
    }

    /** The numbers of a file by their keys. */
    record Numbers(Map<String, Long> values) {
        /** A number; 0 when this kernel has none of that name. */
        long get(String key) {
            return values.getOrDefault(key, 0L);
        }

        boolean isEmpty() {
            return values.isEmpty();
        }
    }

    /** A number as the kernel prints it; 0 for what is none, and for negative ones, as containerd has it. */
    static long unsigned(String word) {
        try {
            return Long.parseUnsignedLong(word.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
