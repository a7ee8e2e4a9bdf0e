/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import dev.juke.base.JukeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a mount's options, as mount(8) has them, sorted by what mount(2) wants.
 *
 * @param set flags of mount(2), without propagation
 * @param cleared flags that a word asked not to have: {@code exec}
 * @param propagation flags of propagation, each of which is a call of its own
 * @param data what the file system is told
 */
record MountOptions(long set, long cleared, List<Long> propagation, List<String> data) {
    /** linux/mount.h. */
    static final long RDONLY = 1;

    static final long NOSUID = 1 << 1;
    static final long NODEV = 1 << 2;
    static final long NOEXEC = 1 << 3;
    static final long SYNCHRONOUS = 1 << 4;
    static final long REMOUNT = 1 << 5;
    static final long MANDLOCK = 1 << 6;
    static final long DIRSYNC = 1 << 7;
    static final long NOSYMFOLLOW = 1 << 8;
    static final long NOATIME = 1 << 10;
    static final long NODIRATIME = 1 << 11;
    static final long BIND = 1 << 12;
    static final long REC = 1 << 14;
    static final long SILENT = 1 << 15;
    static final long UNBINDABLE = 1 << 17;
    static final long PRIVATE = 1 << 18;
    static final long SLAVE = 1 << 19;
    static final long SHARED = 1 << 20;
    static final long RELATIME = 1 << 21;
    static final long STRICTATIME = 1 << 24;

    private static final long TIMES = NOATIME | RELATIME | STRICTATIME;

    /** What a mount can have differently from other mounts of the same file system: mount(2), "Remounting". */
    private static final long PER_MOUNT = RDONLY | NOSUID | NODEV | NOEXEC | NOSYMFOLLOW | NODIRATIME | TIMES;

    static MountOptions parse(List<String> words) {
        long set = 0;
        long cleared = 0;
        List<Long> propagation = new ArrayList<>();
        List<String> data = new ArrayList<>();
        for (String word : words) {
            long flag = flag(word);
            long opposite = opposite(word);
            long spread = propagation(word);
            if (flag != 0) {
                set |= flag;
                cleared &= ~flag;
            } else if (opposite != 0) {
                set &= ~opposite;
                cleared |= opposite;
            } else if (spread != 0) {
                propagation.add(spread);
            } else if (remedy(word) != null) {
                throw JukeException.input(
                        "mount option \"" + word + "\" is not supported", String.valueOf(remedy(word)));
            } else if (!word.equals("defaults") && !word.isEmpty()) {
                data.add(word);
            }
        }
        return new MountOptions(set, cleared, propagation, data);
    }

    boolean isBind() {
        return (set & BIND) != 0;
    }

    boolean onlyPropagation() {
        return set == 0 && data.isEmpty() && !propagation.isEmpty();
    }

    /** Whether a new bind mount is to have other flags than its source, which takes another call. */
    boolean changesBind() {
        return (set & REMOUNT) == 0 && ((set | cleared) & PER_MOUNT) != 0;
    }

    /** The flags to give a bind mount that has those of its source: what no word speaks of stays. */
    long bindFlags(long ofSource) {
        long flags = ofSource & ~cleared;
        if (((set | cleared) & TIMES) != 0) {
            flags &= ~TIMES;
            // Without any word on times the kernel would keep the source's.
            flags |= (set & TIMES) == 0 ? RELATIME : 0;
        }
        return flags | (set & PER_MOUNT) | BIND | REMOUNT;
    }

    private static long flag(String word) {
        return switch (word) {
            case "ro" -> RDONLY;
            case "nosuid" -> NOSUID;
            case "nodev" -> NODEV;
            case "noexec" -> NOEXEC;
            case "sync" -> SYNCHRONOUS;
            case "remount" -> REMOUNT;
            case "mand" -> MANDLOCK;
            case "dirsync" -> DIRSYNC;
            case "nosymfollow" -> NOSYMFOLLOW;
            case "noatime" -> NOATIME;
            case "nodiratime" -> NODIRATIME;
            case "bind" -> BIND;
            case "rbind" -> BIND | REC;
            case "silent" -> SILENT;
            case "relatime" -> RELATIME;
            case "strictatime" -> STRICTATIME;
            default -> 0;
        };
    }

    private static long opposite(String word) {
        return switch (word) {
            case "rw" -> RDONLY;
            case "suid" -> NOSUID;
            case "dev" -> NODEV;
            case "exec" -> NOEXEC;
            case "async" -> SYNCHRONOUS;
            case "nomand" -> MANDLOCK;
            case "symfollow" -> NOSYMFOLLOW;
            case "atime" -> NOATIME;
            case "diratime" -> NODIRATIME;
            case "loud" -> SILENT;
            case "norelatime" -> RELATIME;
            case "nostrictatime" -> STRICTATIME;
            default -> 0;
        };
    }

    private static long propagation(String word) {
        return switch (word) {
            case "private" -> PRIVATE;
            case "rprivate" -> PRIVATE | REC;
            case "slave" -> SLAVE;
            case "rslave" -> SLAVE | REC;
            case "shared" -> SHARED;
            case "rshared" -> SHARED | REC;
            case "unbindable" -> UNBINDABLE;
            case "runbindable" -> UNBINDABLE | REC;
            default -> 0;
        };
    }

    /** What to do about words that a file system would misunderstand. Null for all others. */
    private static @Nullable String remedy(String word) {
        if (word.equals("loop") || word.startsWith("loop=")) {
            return "attach the loop device before the mount";
        }
        // containerd 2, core/mount: pods with user namespaces.
        if (word.startsWith("uidmap=") || word.startsWith("gidmap=")) {
            return "mounts that map ids are not made here: run the pod without a user namespace, or with a snapshotter that maps";
        }
        // containerd 2.2, docs/mounts.md: words for its mount manager, which takes them out when it does what they say.
        if (word.startsWith("X-containerd.")) {
            return "it is for containerd's mount manager: see that this is enabled, or use another snapshotter";
        }
        return null;
    }
}
