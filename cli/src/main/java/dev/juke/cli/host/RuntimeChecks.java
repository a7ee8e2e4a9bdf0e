/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

import dev.juke.base.IoFailure;
import dev.juke.base.Trees;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.cli.command.Session;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code juke-runtime} needs under Docker, Podman and containerd. {@code juke run} needs none of it. */
final class RuntimeChecks {
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final String FOR_CLIENTS = ", to use Juke with Podman or Docker";

    private RuntimeChecks() {}

    static List<Finding> of(Session session) {
        String path = session.environment().getOrDefault("PATH", "");
        List<Finding> findings = new ArrayList<>();
        int works = 0;
        for (String name : List.of("runc", "crun")) {
            Path program = Programs.find(name, path);
            if (program != null) {
                Finding finding = runtime(name, program, session);
                works += finding.level() == Finding.Level.OK ? 1 : 0;
                findings.add(finding);
            }
        }
        if (works == 0) {
            findings.add(Finding.warn(
                    "runtime", "neither runc nor crun works here", "install the package runc" + FOR_CLIENTS));
        }
        findings.add(tun());
        findings.add(cgroup());
        for (String name : List.of("ip", "tc", "nsenter")) {
            Path program = Programs.find(name, path);
            String pack = name.equals("nsenter") ? "util-linux" : "iproute2";
            findings.add(
                    program == null
                            ? Finding.warn(name, "not found", "install the package " + pack + FOR_CLIENTS)
                            : Finding.ok(name, program.toString()));
        }
        return findings;
    }

    private static Finding runtime(String name, Path program, Session session) {
        String version = Programs.run(program.toString(), "--version").firstLine();
        if (!session.data().user().isRoot()) {
            return Finding.ok(name, program + ", " + version + " (not tried: that needs root)");
        }
        Programs.Result tried = tryOut(program, session.jukeInit());
        return tried.status() == 0
                ? Finding.ok(name, program + ", " + version)
                : Finding.warn(
                        name, program + ", " + version + ", runs no container: " + tried.lastLine(), "use another");
    }

    /** Runs a container that holds nothing but juke-init, which is static, and prints its version. */
    private static Programs.Result tryOut(Path program, Path jukeInit) {
        Path work = null;
        try {
            work = Files.createTempDirectory("juke-doctor");
            Path rootfs = Files.createDirectory(work.resolve("rootfs"));
            Files.copy(jukeInit, rootfs.resolve("juke-init"));
            Files.write(work.resolve("config.json"), Json.bytes(config()));
            String id = "juke-doctor-" + ProcessHandle.current().pid();
            return Programs.run(
                    program.toString(),
                    "--root",
                    work.resolve("state").toString(),
                    "run",
                    "--bundle",
                    work.toString(),
                    id);
        } catch (IOException e) {
            return new Programs.Result(-1, String.valueOf(e.getMessage()));
        } finally {
            delete(work);
        }
    }

    private static void delete(@Nullable Path work) {
        try {
            if (work != null) {
                Trees.delete(work);
            }
        } catch (IOException e) {
            // Below the temporary directory, which is emptied by others.
            return;
        }
    }

    private static JsonObject config() {
        JsonArray namespaces = new JsonArray();
        for (String type : List.of("pid", "mount", "ipc", "uts")) {
            namespaces.add(new JsonObject().put("type", type));
        }
        JsonObject process = new JsonObject()
                .put("args", JsonArray.of(List.of("/juke-init", "--version")))
                .put("cwd", "/")
                .put("user", new JsonObject().put("uid", 0).put("gid", 0));
        return new JsonObject()
                .put("ociVersion", "1.0.2")
                .put("process", process)
                .put("root", new JsonObject().put("path", "rootfs"))
                .put("mounts", procOnly())
                .put("linux", new JsonObject().put("namespaces", namespaces));
    }

    private static JsonArray procOnly() {
        JsonArray mounts = new JsonArray();
        mounts.add(
                new JsonObject().put("destination", "/proc").put("type", "proc").put("source", "proc"));
        return mounts;
    }

    /** Opened, as juke-runtime's network hand-over opens it: a device that is there may still be closed to a user or a container. */
    private static Finding tun() {
        try (FileChannel _ = FileChannel.open(TUN, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return Finding.ok("tun", TUN + " opens");
        } catch (NoSuchFileException e) {
            return Finding.warn("tun", TUN + " is missing", "modprobe tun" + FOR_CLIENTS);
        } catch (IOException e) {
            return Finding.warn(
                    "tun",
                    TUN + " does not open: " + IoFailure.reason(e),
                    "let your user open it (chmod 666, as udev does)" + FOR_CLIENTS);
        }
    }

    private static Finding cgroup() {
        Path root = Path.of("/sys/fs/cgroup");
        if (Files.exists(root.resolve("cgroup.controllers"))) {
            return Finding.ok("cgroup", "version 2");
        }
        if (Files.isDirectory(root.resolve("unified"))) {
            return Finding.ok("cgroup", "version 1, with an empty tree of version 2 (hybrid)");
        }
        return Files.isDirectory(root.resolve("memory"))
                ? Finding.ok("cgroup", "version 1")
                : Finding.warn("cgroup", "not mounted", "mount /sys/fs/cgroup" + FOR_CLIENTS);
    }
}
