/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the monitor is: the container's user, and never root.
 *
 * @param uid as the container counts
 * @param gid as the container counts
 * @param hostUid the same user as the caller of the runtime counts: the owner of taps
 */
public record MonitorUser(long uid, long gid, long hostUid) {

    /**
     * Decides.
     *
     * @param nobody the id that stands in for root
     * @param mappedIds how many ids, from 0, exist in the caller's own user namespace
     */
    public static MonitorUser of(Bundle bundle, int nobody, long mappedIds) {
        JsonObject user = bundle.process().object("user");
        long uid = id(user, "uid");
        long gid = id(user, "gid");
        List<JsonObject> uidMappings = bundle.linux().objects("uidMappings");
        if (uid == 0) {
            // In a user namespace without such an id, its root is what is left: on the host it is nobody of importance.
            boolean exists = uidMappings.isEmpty() ? nobody < mappedIds : toHost(uidMappings, nobody) >= 0;
            uid = exists ? nobody : 0;
            gid = exists && gid == 0 ? nobody : gid;
        }
        long hostUid = toHost(uidMappings, uid);
        if (hostUid < 0) {
            throw JukeException.input(
                    "process.user.uid " + uid + " is not in linux.uidMappings", "map it, or choose another user");
        }
        if (toHost(bundle.linux().objects("gidMappings"), gid) < 0) {
            throw JukeException.input(
                    "process.user.gid " + gid + " is not in linux.gidMappings", "map it, or choose another group");
        }
        return new MonitorUser(uid, gid, hostUid);
    }

    private static long id(@Nullable JsonObject user, String name) {
        Long id = user == null ? null : user.integer(name);
        return id == null ? 0 : id;
    }

    /** Whom the caller sees as an id of the container, by {@code linux.uidMappings} or {@code linux.gidMappings}; -1 when it is nobody. */
    public static long toHost(List<JsonObject> mappings, long id) {
        if (mappings.isEmpty()) {
            return id;
        }
        for (JsonObject mapping : mappings) {
            long container = id(mapping, "containerID");
            long size = id(mapping, "size");
            if (id >= container && id < container + size) {
                return id(mapping, "hostID") + id - container;
            }
        }
        return -1;
    }
}
