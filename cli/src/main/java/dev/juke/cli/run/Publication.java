/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.json.JsonObject;
import dev.juke.cli.command.Session;
import dev.juke.cli.direct.HostPorts;
import dev.juke.image.ImageConfig;
import dev.juke.machine.Machine.Nic.User.Forward;
import java.util.ArrayList;
import java.util.List;

/** The ports that are published: those that the caller names, and those that the image exposes when all are wanted. */
final class Publication {
    private Publication() {}

    /** Reads them all, and then holds them: a mapping that cannot be read is told before one that is taken. */
    static List<Forward> of(List<String> mappings, boolean all, ImageConfig config, HostPorts ports, Session session) {
        List<Forward> wanted = new ArrayList<>();
        for (String mapping : mappings) {
            wanted.addAll(PortMapping.parse(mapping));
        }
        if (all) {
            List<String> exposedPorts = exposed(config);
            if (exposedPorts.isEmpty()) {
                session.warn("-P publishes nothing: the image exposes no port; use -p HOST:GUEST");
            }
            for (String exposed : exposedPorts) {
                for (Forward forward : PortMapping.parse(exposed)) {
                    boolean named = wanted.stream()
                            .anyMatch(other -> other.guestPort() == forward.guestPort()
                                    && other.protocol().equals(forward.protocol()));
                    if (!named) {
                        wanted.add(forward);
                    }
                }
            }
        }
        List<Forward> claimed = new ArrayList<>(wanted.size());
        for (Forward forward : wanted) {
            claimed.add(ports.claim(forward));
        }
        return claimed;
    }

    /** The names of {@code ExposedPorts}: {@code 80/tcp} (OCI image specification 1.1, config.md). */
    private static List<String> exposed(ImageConfig config) {
        JsonObject process = config.json().object("config");
        JsonObject exposed = process == null ? null : process.object("ExposedPorts");
        return exposed == null ? List.of() : List.copyOf(exposed.names());
    }
}
