/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

/**
 * Who may do what with a file.
 *
 * @param mode permission bits with set-uid, set-gid and sticky, as chmod(2) takes them
 * @param uid the owner's number
 * @param gid the group's number
 */
public record Permissions(int mode, long uid, long gid) {
    /** A directory of root's. */
    public static final Permissions DIRECTORY = new Permissions(0755, 0, 0);
    /** A file of root's. */
    public static final Permissions FILE = new Permissions(0644, 0, 0);
    /** A file of root's that can be run. */
    public static final Permissions EXECUTABLE = new Permissions(0755, 0, 0);
    /** A symbolic link, whose mode means nothing. */
    public static final Permissions LINK = new Permissions(0777, 0, 0);

    /** With another owner. */
    public Permissions owned(long user, long group) {
        return new Permissions(mode, user, group);
    }

    /** With other permission bits. */
    public Permissions with(int bits) {
        return new Permissions(bits, uid, gid);
    }
}
