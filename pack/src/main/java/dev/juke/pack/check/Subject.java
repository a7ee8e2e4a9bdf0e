/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.machine.Architecture;
import dev.juke.pack.tree.Content;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.kernel.Kernel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A unikernel as it lies in an image or is to be put into one: what the checks look at, whether a build asks or {@code juke verify}.
 *
 * @param values what is said of it
 * @param said what the kernel is said to be made for; null when nobody says
 * @param kernelName what the kernel is called in messages
 * @param kernel what it is; null when that cannot be told
 * @param initrd the initrd; null when there is none, or none that is ready
 * @param block the disk image; null when there is none, or none that is ready
 * @param command entry point and arguments
 * @param environment {@code NAME=value} each
 */
public record Subject(
        Map<Key, String> values,
        @Nullable Architecture said,
        String kernelName,
        @Nullable Kernel kernel,
        @Nullable File initrd,
        @Nullable File block,
        List<String> command,
        List<String> environment) {
    /** Keeps copies. */
    public Subject {
        values = values.isEmpty() ? Map.of() : new EnumMap<>(values);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
    }

    /**
     * A file that a monitor is given.
     *
     * @param name what it is called in messages
     */
    public record File(String name, Content content) {}

    /** What is said under a key; empty when nothing is. */
    public String value(Key key) {
        return values.getOrDefault(key, "");
    }

    /** The framework's name. */
    public String framework() {
        return value(Key.UNIKERNEL_TYPE);
    }

    /** The monitor's name. */
    public String monitor() {
        return value(Key.HYPERVISOR);
    }

    /** Whether an initrd is named. */
    public boolean hasInitrd() {
        return !value(Key.INITRD).isEmpty();
    }

    /** Whether a disk image is named. */
    public boolean hasBlock() {
        return !value(Key.BLOCK).isEmpty();
    }

    /** Whether the image's own files are the guest's. */
    public boolean mountsRootfs() {
        return switch (value(Key.MOUNT_ROOTFS)) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            default -> false;
        };
    }
}
