/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The mounts of a container that a guest cannot have. What every client adds to every container (the files of name resolution, proc, …)
 * means nothing to a guest and is left out; what a person asked for is refused, never left out in silence.
 */
public final class ForeignMounts {
    private ForeignMounts() {}

    /** Refuses a bundle with a mount that would be lost; what is left out although it may be missed is warned of, a sentence each. */
    public static List<String> check(Bundle bundle) {
        List<String> warnings = new ArrayList<>();
        for (JsonObject mount : bundle.config().objects("mounts")) {
            String destination = mount.text("destination", "");
            boolean bind = "bind".equals(mount.text("type")) || hasBind(mount);
            if (isSecret(destination)) {
                warnings.add("the guest does not get the secrets at " + destination);
            } else if (bind ? !isClientsBind(destination) : !isClientsOwn(destination)) {
                throw JukeException.input(
                        "the guest cannot have the mount at " + destination + " (" + mount.text("source", "")
                                + "): volumes are not supported yet",
                        "remove it, or package the files in the image");
            }
        }
        for (JsonObject device : bundle.linux().objects("devices")) {
            warnings.add("the guest does not get the device " + device.text("path", ""));
        }
        return warnings;
    }

    private static boolean hasBind(JsonObject mount) {
        List<String> options = mount.texts("options");
        return options.contains("bind") || options.contains("rbind");
    }

    /** Binds that clients (Docker, Podman, containerd's CRI, CRI-O) make by themselves. */
    private static boolean isClientsBind(String destination) {
        return switch (destination) {
            case "/etc/resolv.conf",
                    "/etc/hostname",
                    "/etc/hosts",
                    "/run/.containerenv",
                    "/var/run/.containerenv",
                    "/dev/shm",
                    "/dev/mqueue",
                    "/dev/termination-log",
                    "/sys",
                    "/proc",
                    "/sys/fs/cgroup" -> true;
            default -> false;
        };
    }

    /** File systems without a source on the host that clients mount by themselves: the kernel's own, and tmpfs where a root is read-only. */
    private static boolean isClientsOwn(String destination) {
        return switch (destination) {
            case "/proc", "/sys", "/dev", "/run", "/run/lock", "/tmp", "/var/tmp" -> true;
            default ->
                destination.startsWith("/dev/") || destination.startsWith("/sys/") || destination.startsWith("/proc/");
        };
    }

    private static boolean isSecret(String destination) {
        return destination.equals("/run/secrets")
                || destination.startsWith("/run/secrets/")
                || destination.equals("/var/run/secrets/kubernetes.io/serviceaccount");
    }
}
