/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.base.json.JsonValue;
import dev.juke.machine.Accelerator;
import dev.juke.sandbox.bundle.Bundle;
import dev.juke.sandbox.bundle.MonitorUser;
import dev.juke.sandbox.storage.BlockDevice;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sandbox's configuration of the container's: the same namespaces, cgroup, limits, hooks and labels, but another root and another
 * process. The process is {@code juke-init}, unprivileged, on a read-only root with only the monitor's own files.
 */
final class DerivedConfig {
    /** Where the sandbox sees {@code juke-init}. */
    static final String INIT = "/juke-init";

    /** Where the sandbox sees the directory of the launch file. */
    static final String RUN = "/juke";

    /** The major number of /dev/net/tun and /dev/kvm: Linux's Documentation/admin-guide/devices.txt. */
    private static final int MISCELLANEOUS = 10;

    private final JsonObject config;
    private final Bundle bundle;

    private DerivedConfig(Bundle bundle) {
        this.bundle = bundle;
        // A deep copy: the bundle stays as it was read.
        this.config = Json.parseObject(Json.bytes(bundle.config()), "bundle configuration");
    }

    static JsonObject of(
            Bundle bundle,
            MonitorUser user,
            Accelerator accelerator,
            MonitorPlanner.Paths paths,
            Workload.Files files,
            List<String> monitorFiles,
            Path jukeInit,
            Path runDirectory) {
        DerivedConfig derived = new DerivedConfig(bundle);
        derived.process(user);
        derived.mounts(paths, files, monitorFiles, jukeInit, runDirectory);
        derived.devices(user, accelerator, paths, files.device());
        derived.namespaces();
        return derived.config;
    }

    /** Adds a hook, last of its kind: by then the client's own have done their part. */
    static void addHook(JsonObject config, String kind, List<String> hook) {
        JsonObject hooks = config.objectOrNew("hooks");
        JsonArray present = hooks.array(kind);
        JsonArray all = present == null ? new JsonArray() : present;
        all.add(new JsonObject().put("path", hook.getFirst()).put("args", JsonArray.of(hook)));
        hooks.put(kind, all);
    }

    private void process(MonitorUser user) {
        config.put("root", new JsonObject().put("path", "rootfs").put("readonly", true));
        JsonObject process = config.objectOrNew("process");
        process.put("args", JsonArray.of(List.of(INIT, RUN + "/launch")));
        process.put("env", new JsonArray());
        process.put("cwd", "/");
        JsonObject processUser = process.objectOrNew("user");
        Long asked = processUser.integer("uid");
        if (asked == null || asked != user.uid()) {
            // Root's groups are root's rights; a user that was asked for keeps its own (kvm, say).
            processUser.remove("additionalGids");
        }
        processUser.put("uid", user.uid()).put("gid", user.gid()).remove("username");
        process.put("noNewPrivileges", true);
        JsonObject none = new JsonObject();
        for (String set : List.of("bounding", "effective", "inheritable", "permitted", "ambient")) {
            none.put(set, new JsonArray());
        }
        process.put("capabilities", none);
    }

    private void mounts(
            MonitorPlanner.Paths paths,
            Workload.Files files,
            List<String> monitorFiles,
            Path jukeInit,
            Path runDirectory) {
        JsonArray mounts = new JsonArray();
        // runc itself needs proc (its exec FIFO) and devpts (a terminal).
        mounts.add(mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
        mounts.add(mount("/dev", "tmpfs", "tmpfs", "nosuid", "noexec", "strictatime", "mode=755", "size=64k"));
        mounts.add(
                mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        for (String path : monitorFiles) {
            mounts.add(readOnly(path, path));
        }
        mounts.add(readOnly(INIT, jukeInit.toString()));
        mounts.add(readOnly(RUN, runDirectory.toString()));
        mounts.add(readOnly(paths.kernel(), files.kernel().toString()));
        if (files.initrd() != null) {
            mounts.add(readOnly(paths.initrd(), files.initrd().toString()));
        }
        if (files.block() != null) {
            mounts.add(
                    bundle.isReadOnly()
                            ? readOnly(paths.block(), files.block().toString())
                            : mount(
                                    paths.block(),
                                    "bind",
                                    files.block().toString(),
                                    "bind",
                                    "nosuid",
                                    "nodev",
                                    "noexec"));
        }
        config.put("mounts", mounts);
    }

    private static JsonObject readOnly(String destination, String source) {
        return mount(destination, "bind", source, "bind", "ro", "nosuid", "nodev");
    }

    private static JsonObject mount(String destination, String type, String source, String... options) {
        return new JsonObject()
                .put("destination", destination)
                .put("type", type)
                .put("source", source)
                .put("options", JsonArray.of(List.of(options)));
    }

    /** Minor numbers of character devices: Linux's Documentation/admin-guide/devices.txt. */
    private void devices(
            MonitorUser user, Accelerator accelerator, MonitorPlanner.Paths paths, @Nullable BlockDevice disk) {
        JsonObject linux = config.objectOrNew("linux");
        JsonArray devices = new JsonArray();
        JsonObject resources = linux.objectOrNew("resources");
        JsonArray rules = resources.array("devices");
        if (rules == null) {
            rules = new JsonArray();
            resources.put("devices", rules);
        }
        device(devices, rules, "/dev/net/tun", "c", MISCELLANEOUS, 200, "rw", user);
        if (accelerator == Accelerator.KVM) {
            device(devices, rules, "/dev/kvm", "c", MISCELLANEOUS, 232, "rw", user);
        }
        if (disk != null) {
            boolean readOnly = disk.readOnly() || bundle.isReadOnly();
            device(devices, rules, paths.block(), "b", disk.major(), disk.minor(), readOnly ? "r" : "rw", user);
        }
        linux.put("devices", devices);
    }

    private static void device(
            JsonArray devices,
            JsonArray rules,
            String path,
            String type,
            int major,
            int minor,
            String access,
            MonitorUser user) {
        // 384 is 0600.
        devices.add(new JsonObject()
                .put("path", path)
                .put("type", type)
                .put("major", major)
                .put("minor", minor)
                .put("fileMode", 384)
                .put("uid", user.uid())
                .put("gid", user.gid()));
        rules.add(new JsonObject()
                .put("allow", true)
                .put("type", type)
                .put("major", major)
                .put("minor", minor)
                .put("access", access));
    }

    /** The sandbox has a root of its own, so it needs a mount namespace even where the container had none. */
    private void namespaces() {
        if (bundle.namespace("mount") == null) {
            JsonObject linux = config.objectOrNew("linux");
            JsonArray namespaces = linux.array("namespaces");
            JsonArray all = namespaces == null ? new JsonArray() : namespaces;
            all.add((JsonValue) new JsonObject().put("type", "mount"));
            linux.put("namespaces", all);
        }
    }
}
