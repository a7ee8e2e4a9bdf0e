/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cgroup of this process. A client may name one for the shim of each container (ShimCgroup of runc's options); a cell is the shim of many, so it
 * goes where it is first told to, and stays.
 */
public final class OwnCgroup {
    private final Listing mounts;
    private @Nullable String joined;

    /** The cgroup of this process, among those that are mounted where it sees them. */
    public OwnCgroup() {
        this(Mounts::list);
    }

    OwnCgroup(Listing mounts) {
        this.mounts = mounts;
    }

    /** What is mounted. */
    interface Listing {
        List<Mounts.Entry> list() throws IOException;
    }

    /**
     * Joins a cgroup, in every hierarchy that has it.
     *
     * @param path below the hierarchies' roots
     * @return the one that it is in now, which may be another that was joined before
     * @throws JukeException INPUT when it is no path of a cgroup that exists
     */
    public synchronized String join(String path) {
        if (joined != null) {
            return joined;
        }
        Path below = Path.of("/").relativize(Path.of("/" + path).normalize());
        int found = 0;
        for (Mounts.Entry mount : mounted()) {
            Path processes = mount.target().resolve(below).resolve("cgroup.procs");
            if (mount.type().startsWith("cgroup") && Files.exists(processes)) {
                found++;
                enter(processes);
            }
        }
        if (found == 0) {
            throw JukeException.input("the shim's cgroup " + path + " does not exist", "make it, or name none");
        }
        joined = path;
        return path;
    }

    private List<Mounts.Entry> mounted() {
        try {
            return mounts.list();
        } catch (IOException e) {
            throw IoFailure.of("the mounts cannot be read", e);
        }
    }

    /** 0 stands for who writes (cgroups(7)). */
    private static void enter(Path processes) {
        try {
            Files.writeString(processes, "0\n");
        } catch (IOException e) {
            throw IoFailure.of("the shim's cgroup cannot be entered", e);
        }
    }
}
