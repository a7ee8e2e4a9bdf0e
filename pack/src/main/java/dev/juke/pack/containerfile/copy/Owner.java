/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.base.IoFailure;
import dev.juke.pack.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose a file becomes.
 *
 * @param uid the user's number
 * @param gid the group's number
 */
public record Owner(long uid, long gid) {
    /** The superuser. */
    public static final Owner ROOT = new Owner(0, 0);

    /** A longer list of users is not read to its end. Bytes. */
    private static final int MAX_LIST = 1 << 20;

    private static final int UID = 2;
    private static final int GID = 3;

    /**
     * Finds {@code USER[:GROUP]}, numbers or names of the image's {@code /etc/passwd} and {@code /etc/group}. A number without group is the
     * group's, too.
     *
     * @return null when the image has no such user or group
     */
    public static @Nullable Owner find(FileView files, String text) {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        Owner owner = user(files, user);
        if (owner == null || colon < 0) {
            return owner;
        }
        String group = text.substring(colon + 1);
        Long gid = group.equals("root") ? Long.valueOf(0) : number(group);
        if (gid == null) {
            List<String> line = line(files, "etc/group", group, UID);
            gid = line == null ? null : number(line.get(UID));
        }
        return gid == null ? null : new Owner(owner.uid, gid);
    }

    private static @Nullable Owner user(FileView files, String user) {
        if (user.equals("root") || user.isEmpty()) {
            return ROOT;
        }
        Long number = number(user);
        if (number != null) {
            return new Owner(number, number);
        }
        List<String> line = line(files, "etc/passwd", user, GID);
        Long uid = line == null ? null : number(line.get(UID));
        Long gid = line == null ? null : number(line.get(GID));
        return uid == null || gid == null ? null : new Owner(uid, gid);
    }

    private static @Nullable Long number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long value = digits ? Long.parseLong(text) : -1;
        return value < 0 || value > Integer.MAX_VALUE ? null : Long.valueOf(value);
    }

    /** The line of a list whose first field is a name and that has a field of that number. */
    private static @Nullable List<String> line(FileView files, String path, String name, int field) {
        if (!(files.get(Links.follow(files, path)) instanceof Node.File file)) {
            return null;
        }
        try (InputStream in = file.content().open()) {
            String text = new String(in.readNBytes(MAX_LIST), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> List.of(line.strip().split(":", -1)))
                    .filter(fields -> fields.size() > field && fields.getFirst().equals(name))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw IoFailure.of("/" + path + " of the image cannot be read", e);
        }
    }
}
