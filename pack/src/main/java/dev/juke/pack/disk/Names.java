/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.base.JukeException;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.nio.charset.StandardCharsets;

/** What file systems can hold of names and numbers. */
public final class Names {
    /** Bytes of a name that ext2, Rock Ridge and FFS hold, as Linux does (NAME_MAX). */
    private static final int LONGEST = 255;

    /** Bytes of a link's target (Linux PATH_MAX, without the zero at its end). */
    private static final int LONGEST_TARGET = 4095;

    private static final long HIGHEST_ID = 0xffffffffL;

    private Names() {}

    /** The last part of a path. */
    public static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The directory that a path lies in; empty for the root. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** The last part of a path as bytes. */
    public static byte[] bytes(String path) {
        byte[] name = last(path).getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST) {
            throw JukeException.input(
                    "the name of '" + path + "' has " + name.length + " bytes, and a file system holds " + LONGEST,
                    "shorten it");
        }
        return name;
    }

    /** Checks an owner's numbers. */
    public static Permissions checked(String path, Permissions permissions) {
        for (long number : new long[] {permissions.uid(), permissions.gid()}) {
            if (number < 0 || number > HIGHEST_ID) {
                throw JukeException.input(
                        "'" + path + "' belongs to number " + number + ", and a file system holds up to " + HIGHEST_ID,
                        "change its owner");
            }
        }
        return permissions;
    }

    /** A link's target as bytes. */
    public static byte[] target(String path, Node.Link link) {
        byte[] target = link.target().getBytes(StandardCharsets.UTF_8);
        if (target.length > LONGEST_TARGET) {
            throw JukeException.input(
                    "link '" + path + "' has a target of " + target.length + " bytes, and a file system holds "
                            + LONGEST_TARGET,
                    "shorten it");
        }
        return target;
    }
}
