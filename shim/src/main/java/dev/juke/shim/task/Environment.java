/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The environment of what the cell starts: containerd's, without what is meant for containerd, for shims and for this JVM. */
final class Environment {
    /**
     * With NOTIFY_SOCKET, which systemd gives to containerd, runc would wait until the container says that it is ready (sd_notify(3)). The
     * launcher sets LC_ALL and MALLOC_ARENA_MAX for the JVM.
     */
    private static final Set<String> NOT_THEIRS =
            Set.of("NOTIFY_SOCKET", "TTRPC_ADDRESS", "LC_ALL", "MALLOC_ARENA_MAX");

    private static final Map<String, String> THEIRS = theirs(System.getenv());

    private Environment() {}

    static Map<String, String> ofContainerd() {
        return THEIRS;
    }

    /** What of the cell's own variables is for its children. */
    static Map<String, String> theirs(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(own);
        all.keySet().removeAll(NOT_THEIRS);
        return Map.copyOf(all);
    }
}
