/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mounts and unmounts, mount(2) and umount2(2), in this process's mount namespace. */
public final class Mounts {
    /** sys/mount.h. */
    private static final int MNT_DETACH = 2;

    private static final int UMOUNT_NOFOLLOW = 8;

    /** mount(2) copies a page of data, with its final NUL. */
    private static final int MOST_DATA = 4095;

    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

    private static final Libc.Function MOUNT = Libc.function("mount");
    private static final Libc.Function UMOUNT2 = Libc.function("umount2");

    private Mounts() {}

    /**
     * A line of /proc/self/mountinfo, proc_pid_mountinfo(5).
     *
     * @param id the mount's number
     * @param parent the number of the mount that it is on
     * @param device major and minor number of the file system's device: {@code 98:0}
     * @param root the directory of the file system that is seen at the target
     * @param target the mount point
     * @param options its own options: {@code ro}, {@code nosuid} …
     * @param type the file system's type
     * @param source where the file system comes from, or any word
     * @param data the file system's options
     */
    public record Entry(
            int id,
            int parent,
            String device,
            String root,
            Path target,
            List<String> options,
            String type,
            String source,
            List<String> data) {}

    /**
     * Mounts.
     *
     * @param type the file system's type; {@code bind} means the option bind; {@code none} with nothing but propagation changes
     *     that only
     * @param options words as in fstab(5): {@code ro}, {@code rbind}, {@code rslave} …; others are the file system's own.
     *     Flags of a bind mount are added to those that its source has (only to the topmost of an rbind). An overlay may have more lower
     *     directories than a page holds
     * @throws LinuxException for instance EPERM, ENODEV (unknown type), EINVAL, ENOENT
     * @throws dev.juke.base.JukeException an option, or a type, that is for somebody else
     */
    public static void mount(String type, String source, Path target, List<String> options) throws LinuxException {
        List<String> words = new ArrayList<>(options);
        if (type.equals("bind")) {
            words.add("bind");
        }
        if (type.indexOf('/') >= 0) {
            throw JukeException.input(
                    "a mount of type " + type + " is not supported",
                    "it is for containerd's mount manager: see that this is enabled, or use another snapshotter");
        }
        MountOptions parsed = MountOptions.parse(words);
        String data = String.join(",", parsed.data());
        if (type.equals("overlay") && data.getBytes(StandardCharsets.UTF_8).length > MOST_DATA) {
            try (LowerDirectories lower = LowerDirectories.open(parsed.data())) {
                call(type, source, target, parsed.set(), lower.data());
            }
        } else if (!parsed.onlyPropagation() || !type.equals("none")) {
            call(type, source, target, parsed.set(), data);
        }
        for (long propagation : parsed.propagation()) {
            call("none", "none", target, propagation, "");
        }
        if (parsed.isBind() && parsed.changesBind()) {
            call("none", "none", target, parsed.bindFlags(MountFlags.of(target)), "");
        }
    }

    private static void call(String type, String source, Path target, long flags, String data) throws LinuxException {
        if (data.getBytes(StandardCharsets.UTF_8).length > MOST_DATA) {
            throw new LinuxException("mount " + target + ", options of more than " + MOST_DATA + " bytes", Libc.E2BIG);
        }
        try (Arena arena = Arena.ofConfined()) {
            Libc.check(
                    "mount " + target,
                    MOUNT,
                    Libc.address(arena, source),
                    Libc.address(arena, target),
                    Libc.address(arena, type),
                    flags,
                    data.isEmpty() ? 0 : Libc.address(arena, data));
        }
    }

    /**
     * Unmounts all that is mounted on a directory or file, one after the other; lazily what is in use. Nothing mounted, or no such
     * file, is fine.
     */
    public static void unmountAll(Path target) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            long path = Libc.address(arena, target);
            while (true) {
                int result = Libc.call(UMOUNT2, path, UMOUNT_NOFOLLOW);
                if (result == -Libc.EBUSY) {
                    result = Libc.call(UMOUNT2, path, UMOUNT_NOFOLLOW | MNT_DETACH);
                }
                if (result == -Libc.EINVAL || result == -Libc.ENOENT) {
                    return;
                }
                Libc.check("umount " + target, result);
            }
        }
    }

    /** Whether something is mounted on exactly that file; a file that does not exist is not. */
    public static boolean isMounted(Path target) throws IOException {
        Path real = target.toAbsolutePath().normalize();
        Path parent = real.getParent();
        Path name = real.getFileName();
        if (parent != null && name != null) {
            if (!Files.isDirectory(parent)) {
                return false;
            }
            // Only the parent: what is mounted may be dead and never answer.
            real = parent.toRealPath().resolve(name);
        }
        for (Entry entry : list()) {
            if (entry.target().equals(real)) {
                return true;
            }
        }
        return false;
    }

    /** All mounts, in the kernel's order; but none whose name no {@link Path} can have (in the C locale: beyond ASCII). */
    public static List<Entry> list() throws IOException {
        return MountInfo.parse(new String(Files.readAllBytes(MOUNTINFO), StandardCharsets.UTF_8));
    }
}
