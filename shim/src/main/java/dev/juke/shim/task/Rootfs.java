/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Mounts;
import dev.juke.shim.api.types.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A container's root file system, which containerd describes and the shim mounts.
 *
 * @param path BUNDLE/rootfs
 */
record Rootfs(Path path) {
    static Rootfs of(Path bundle) {
        return new Rootfs(bundle.resolve("rootfs"));
    }

    /** Mounts what containerd says, in its order; nothing stays mounted when one fails. */
    void mount(List<Mount> mounts) throws LinuxException {
        try {
            Files.createDirectories(path);
            for (Mount mount : mounts) {
                Mounts.mount(mount.getType(), mount.getSource(), target(mount.getTarget()), mount.getOptionsList());
            }
        } catch (LinuxException | RuntimeException e) {
            unmount();
            throw e;
        } catch (IOException e) {
            throw JukeException.host(path + " cannot be made: " + e, "see that its file system is writable");
        }
    }

    void unmount() throws LinuxException {
        Mounts.unmountAll(path);
    }

    private Path target(String below) {
        Path target =
                path.resolve(below.startsWith("/") ? below.substring(1) : below).normalize();
        if (!target.startsWith(path)) {
            throw JukeException.input("a mount's target leaves the rootfs: " + below, "name a path below it");
        }
        return target;
    }
}
