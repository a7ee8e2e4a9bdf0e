/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.machine.Machine.Nic.User.Forward;
import java.util.List;
import java.util.stream.Collectors;

/** Published ports as Docker shows them. */
final class Ports {
    private Ports() {}

    /** {@code 0.0.0.0:8080->80/tcp, …}. */
    static String words(List<Forward> forwards) {
        return forwards.stream()
                .map(forward -> forward.hostAddress() + ":" + forward.hostPort() + "->" + forward.guestPort() + "/"
                        + forward.protocol())
                .collect(Collectors.joining(", "));
    }

    /** {@code {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}}. */
    static JsonObject json(List<Forward> forwards) {
        JsonObject ports = new JsonObject();
        for (Forward forward : forwards) {
            String guest = forward.guestPort() + "/" + forward.protocol();
            JsonArray bindings = ports.array(guest);
            if (bindings == null) {
                bindings = new JsonArray();
                ports.put(guest, bindings);
            }
            bindings.add(new JsonObject()
                    .put("HostIp", forward.hostAddress())
                    .put("HostPort", Integer.toString(forward.hostPort())));
        }
        return ports;
    }
}
