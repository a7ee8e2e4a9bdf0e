/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.Fd;
import dev.juke.linux.LinuxException;
import dev.juke.linux.LoopDevice;
import dev.juke.linux.Mounts;
import dev.juke.sandbox.storage.BlockDevice;
import dev.juke.sandbox.storage.OwnRoot;
import dev.juke.shim.api.types.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A root file system on a block device of its own, which a guest may get as its disk. It is mounted read-only to be looked at; then it is
 * either {@link #leave left} to the host, or {@link #take taken}: from there on nobody can mount it, because it is open exclusively.
 */
final class RootDisk implements AutoCloseable {
    /** st_mode of inode(7). */
    private static final int S_IFMT = 0170000;

    private static final int S_IFBLK = 0060000;

    /** Others may have a copy of our mount for the moment in which they make a mount namespace. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Mount mount;
    private final Path target;
    private @Nullable Source source;
    private @Nullable Fd claim;
    private boolean readOnly;

    RootDisk(Mount mount, Path target) {
        this.mount = mount;
        this.target = target;
    }

    /** Whether a mount is of a device, or of a file as one, with a file system from which some guest can start. */
    static boolean isOne(Mount mount) {
        if (!OwnRoot.isBootable(mount.getType())
                || !mount.getTarget().isEmpty()
                || mount.getOptionsList().contains("remount")) {
            return false;
        }
        Path source = Path.of(mount.getSource());
        try {
            return Source.isLoop(mount)
                    ? Files.isRegularFile(source)
                    : ((int) Files.getAttribute(source, "unix:mode") & S_IFMT) == S_IFBLK;
        } catch (IOException e) {
            // mount(2) has the words.
            return false;
        }
    }

    /** Mounts it read-only, or as it is wanted where another mount of it does not allow that. */
    void show() throws LinuxException {
        Source opened = Source.open(mount);
        source = opened;
        try {
            mount(opened, "ro");
            readOnly = true;
        } catch (LinuxException e) {
            if (!e.isBusy()) {
                throw e;
            }
            mount(opened, "");
        }
    }

    private void mount(Source opened, String option) throws LinuxException {
        List<String> options = new ArrayList<>(opened.options());
        options.add(option);
        Mounts.mount(mount.getType(), opened.name(), target, options);
    }

    /** Leaves it mounted, as containerd wants it. */
    void leave() throws LinuxException {
        Source opened = source();
        if (readOnly && !Source.isReadOnly(mount)) {
            mount(opened, "remount");
        }
        opened.close();
    }

    /** The device. */
    BlockDevice device() {
        Path path = Path.of(source().name());
        try {
            return BlockDevice.of((long) Files.getAttribute(path, "unix:rdev"), Source.isReadOnly(mount));
        } catch (IOException e) {
            throw JukeException.host(path + " cannot be looked at: " + e, "see that the device is there");
        }
    }

    /**
     * Unmounts it and keeps everybody else from mounting it, until it is closed.
     *
     * @return who else has it, or null when nobody does any more
     */
    @Nullable
    String take() throws LinuxException, InterruptedException {
        Mounts.unmountAll(target);
        long end = System.nanoTime() + PATIENCE.toNanos();
        String use = use();
        while (use != null && System.nanoTime() - end < 0) {
            Thread.sleep(PAUSE);
            use = use();
        }
        return use;
    }

    private @Nullable String use() throws LinuxException {
        Source opened = source();
        try {
            for (Mounts.Entry entry : Mounts.list()) {
                if (entry.device().equals(device().numbers())) {
                    return opened.name() + " is mounted at " + entry.target();
                }
            }
            LoopDevice loop = opened.loop();
            List<Path> twins = loop == null ? List.of() : loop.twins();
            if (!twins.isEmpty()) {
                return mount.getSource() + " is attached to " + twins.getFirst() + " as well";
            }
        } catch (LinuxException e) {
            throw e;
        } catch (IOException e) {
            throw JukeException.host("who else uses " + opened.name() + " cannot be found out: " + e, "mount /proc");
        }
        try {
            claim = Fd.open(Path.of(opened.name()), Fd.READ | Fd.EXCLUSIVE, 0);
            return null;
        } catch (LinuxException e) {
            if (!e.isBusy()) {
                throw e;
            }
            return opened.name() + " is in use elsewhere on this host, mounted in another mount namespace perhaps";
        }
    }

    private Source source() {
        if (source == null) {
            throw new IllegalStateException("not mounted yet");
        }
        return source;
    }

    /** Lets go of the device. */
    @Override
    public void close() {
        if (claim != null) {
            claim.close();
        }
        if (source != null) {
            source.close();
        }
    }
}
