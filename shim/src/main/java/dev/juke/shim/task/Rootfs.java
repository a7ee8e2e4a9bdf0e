/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Mounts;
import dev.juke.linux.Reaper;
import dev.juke.sandbox.bundle.RootfsPath;
import dev.juke.sandbox.storage.OwnRoot;
import dev.juke.shim.api.types.Mount;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container's root file system, which containerd describes and the shim mounts. */
final class Rootfs {
    private final Reaper reaper;
    private final Path path;
    private final List<Mount> mounts;
    private final @Nullable RootDisk disk;

    /**
     * Describes it.
     *
     * @param path BUNDLE/rootfs
     */
    Rootfs(Reaper reaper, Path path, List<Mount> mounts) {
        this.reaper = reaper;
        this.path = path;
        this.mounts = mounts;
        this.disk =
                mounts.size() == 1 && RootDisk.isOne(mounts.getFirst()) ? new RootDisk(mounts.getFirst(), path) : null;
    }

    /** Mounts what containerd says, in its order, but only to be looked at until {@link #settle}. Nothing stays mounted when one fails. */
    void mount() throws LinuxException, InterruptedException {
        try {
            Files.createDirectories(path);
            if (disk != null) {
                disk.show();
                return;
            }
            for (Mount mount : mounts) {
                mount(mount);
            }
        } catch (LinuxException | RuntimeException | InterruptedException e) {
            unmount();
            throw e;
        } catch (IOException e) {
            throw JukeException.host(path + " cannot be made: " + e, "see that its file system is writable");
        }
    }

    private void mount(Mount mount) throws LinuxException, InterruptedException {
        MountHelper helper = MountHelper.of(reaper, mount.getType());
        if (helper != null) {
            helper.mount(mount, target(mount.getTarget()));
            return;
        }
        try (Source source = Source.open(mount)) {
            Mounts.mount(mount.getType(), source.name(), target(mount.getTarget()), source.options());
        }
    }

    /**
     * Decides what becomes of it.
     *
     * @param metadata what the image says, or null for an ordinary container
     * @return the guest's disk, or null when it stays mounted, as containerd wants it
     */
    @Nullable
    RootDisk settle(@Nullable Metadata metadata) throws LinuxException {
        if (metadata == null || !OwnRoot.isAsked(metadata)) {
            if (disk != null) {
                disk.leave();
            }
            return null;
        }
        if (mounts.isEmpty()) {
            throw OwnRoot.mountedAlready(metadata);
        }
        String type = mounts.getFirst().getType();
        if (disk == null || !OwnRoot.isBootable(metadata, type)) {
            throw OwnRoot.noDevice(metadata, mounts.size() > 1 ? mounts.size() + " mounts" : "of type " + type);
        }
        return disk;
    }

    void unmount() throws LinuxException {
        try {
            Mounts.unmountAll(path);
        } finally {
            if (disk != null) {
                disk.close();
            }
        }
    }

    /** Below the root file system, wherever links of an image's mount before it point. */
    private Path target(String below) {
        return below.isEmpty() ? path : RootfsPath.resolve(path, below, "a mount's target");
    }
}
