/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.JukeException;
import dev.juke.machine.monitor.Qemu;
import dev.juke.sandbox.Policy.Acceleration;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.util.EnumMap;
import java.util.Map;

/** What the caller says of the monitor over what the image says. */
final class MonitorChoice {
    private MonitorChoice() {}

    /** The metadata with another monitor: {@code qemu}, or {@code qemu:pc} with a machine type. */
    static Metadata apply(String choice, Metadata metadata) {
        int colon = choice.indexOf(':');
        Map<Key, String> values = new EnumMap<>(metadata.values());
        values.put(Key.HYPERVISOR, colon < 0 ? choice : choice.substring(0, colon));
        if (colon >= 0) {
            values.put(
                    Key.QEMU_MACHINE, Qemu.Type.of(choice.substring(colon + 1)).qemuName());
        }
        return new Metadata(values, "--monitor " + choice);
    }

    /** The acceleration of that name. */
    static Acceleration acceleration(String name) {
        return switch (name) {
            case "auto" -> Acceleration.AUTO;
            case "kvm" -> Acceleration.REQUIRE_KVM;
            case "tcg" -> Acceleration.TCG;
            default -> throw JukeException.usage("there is no accelerator '" + name + "'", "use auto, kvm or tcg");
        };
    }
}
