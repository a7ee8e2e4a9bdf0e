/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;

/**
 * The mounts of a container that a guest cannot have. What every client adds to every container (the files of name resolution, proc, …)
 * means nothing to a guest and is left out; what a person asked for is refused, never left out in silence.
 */
public final class ForeignMounts {
    private ForeignMounts() {}

    /** Refuses a bundle with a mount that would be lost. */
    public static void check(Bundle bundle) {
        for (JsonObject mount : bundle.config().objects("mounts")) {
            String destination = mount.text("destination", "");
            if (!isClients(destination) && !isScratch(mount, destination)) {
                throw JukeException.input(
                        "the guest cannot have the mount at " + destination + " (" + mount.text("source", "")
                                + "): volumes are not supported yet",
                        "remove it, or package the files in the image");
            }
        }
    }

    /** Empty directories for temporary files, which Podman adds to a read-only container and systemd's. */
    private static boolean isScratch(JsonObject mount, String destination) {
        return "tmpfs".equals(mount.text("type"))
                && (destination.equals("/tmp") || destination.equals("/var/tmp") || destination.equals("/run/lock"));
    }

    /** Whether clients (Docker, Podman, containerd, CRI-O) put a mount there by themselves. */
    private static boolean isClients(String destination) {
        return switch (destination) {
            case "/proc",
                    "/sys",
                    "/dev",
                    "/etc/resolv.conf",
                    "/etc/hostname",
                    "/etc/hosts",
                    "/run",
                    "/run/.containerenv",
                    "/run/secrets",
                    "/var/run/.containerenv",
                    "/var/run/secrets/kubernetes.io/serviceaccount" -> true;
            default ->
                destination.startsWith("/dev/") || destination.startsWith("/sys/") || destination.startsWith("/proc/");
        };
    }
}
