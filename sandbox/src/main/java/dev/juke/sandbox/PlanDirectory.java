/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.sandbox.bundle.MonitorUser;
import dev.juke.sandbox.network.HandOver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory {@code juke} in a client's bundle: the derived bundle, and what {@code start} and {@code delete} need. The launcher script
 * reads these files; their names are the contract with it.
 *
 * @param path absolute path
 */
public record PlanDirectory(Path path) {
    /** The file that says whose the directory is; the launcher removes none without it. */
    private static final String MARK = "of-juke";

    /** The directory of a bundle. */
    public static PlanDirectory of(Path bundle) {
        return new PlanDirectory(bundle.toAbsolutePath().normalize().resolve("juke"));
    }

    /** The directory that the sandbox sees. */
    public Path run() {
        return path.resolve("run");
    }

    /** Where copies of kernel and initrd are, when the image's own files are not there any more. */
    public Path boot() {
        return path.resolve("boot");
    }

    /** Writes a plan, over whatever an earlier create left; what is not Juke's is not touched. */
    public void write(SandboxPlan plan, @Nullable String networkText) {
        try {
            checkOwner();
            Trees.delete(path);
            Files.createDirectory(path);
            text(MARK, "This directory is Juke's; delete removes it.\n");
            Files.createDirectory(run());
            Path rootfs = Files.createDirectory(path.resolve("rootfs"));
            giveToRoot(rootfs, plan.config().objectOrNew("linux"));
            for (Map.Entry<String, String> link : plan.links().entrySet()) {
                Path at = rootfs.resolve(link.getKey().substring(1));
                Path parent = at.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createSymbolicLink(at, Path.of(link.getValue()));
            }
            Files.write(path.resolve("config.json"), Json.bytes(plan.config()));
            String lasting = plan.lastingNetwork();
            if (lasting != null) {
                text("netns", lasting + "\n");
            }
            writeNetwork(plan, networkText);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes which container the plan is for: its directory in the OCI runtime's root. */
    public void writeContainer(Path state) {
        try {
            text("container", state + "\n");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Removes the directory, if it is Juke's. */
    public void remove() {
        if (!Files.isRegularFile(path.resolve(MARK), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Trees.delete(path);
        } catch (IOException e) {
            throw new JukeException(
                    JukeException.Category.HOST, "the plan " + path + " cannot be removed: " + e, "remove it", e);
        }
    }

    /** Gives the guest's disk, which lies in the container's own writable layer, to the monitor's user: it is not root. */
    public void giveDisk(SandboxPlan plan) {
        Path disk = plan.disk();
        if (disk == null) {
            return;
        }
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(disk);
            mode.add(PosixFilePermission.OWNER_READ);
            mode.add(PosixFilePermission.OWNER_WRITE);
            Files.setPosixFilePermissions(disk, mode);
            Files.setAttribute(disk, "unix:uid", (int) plan.owner());
        } catch (IOException e) {
            throw new JukeException(
                    JukeException.Category.HOST,
                    "the disk image " + disk + " cannot be given to the monitor's user " + plan.owner() + ": " + e,
                    "see that the container's root file system is writable",
                    e);
        }
    }

    /** Writes the part of a plan that depends on the network. */
    public void writeNetwork(SandboxPlan plan, @Nullable String networkText) {
        LaunchFile launch = plan.launch();
        HandOver handOver = plan.handOver();
        if (launch == null || handOver == null || networkText == null) {
            return;
        }
        try {
            Files.write(run().resolve("launch"), launch.bytes());
            text("ip.up", handOver.ipUp());
            text("tc.up", handOver.tcUp());
            text("tc.stale", handOver.tcStale());
            text("ip.down", handOver.ipDown());
            text("tc.down", handOver.tcDown());
            // Last: a start that finds the same text may use all of the above as it is.
            text("network", networkText);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** In a user namespace the OCI runtime makes the mount points as the namespace's root, who must own their directory. */
    private static void giveToRoot(Path rootfs, JsonObject linux) throws IOException {
        long uid = MonitorUser.toHost(linux.objects("uidMappings"), 0);
        long gid = MonitorUser.toHost(linux.objects("gidMappings"), 0);
        if (uid > 0) {
            Files.setAttribute(rootfs, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
        }
        if (gid > 0) {
            Files.setAttribute(rootfs, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void text(String name, String content) throws IOException {
        Files.write(path.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    /** A bundle is its client's: a directory of this name without our mark, or with anything in it before the mark, is not ours. */
    private void checkOwner() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isRegularFile(path.resolve(MARK), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                empty = !entries.iterator().hasNext();
            }
        }
        if (!empty) {
            throw JukeException.conflict(
                    path + " exists and is not Juke's, which needs that name in the bundle", "give it another name");
        }
    }

    private JukeException failed(IOException e) {
        return new JukeException(
                JukeException.Category.HOST,
                "the plan cannot be written to " + path + ": " + e,
                "see that the bundle's file system is writable and not full",
                e);
    }
}
