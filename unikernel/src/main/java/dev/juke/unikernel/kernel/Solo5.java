/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel that is built on Solo5 says of itself in two ELF notes of the owner "Solo5": for which monitor it was linked ("ABI1",
 * include/elf_abi.h of Solo5), and which devices it wants ("MFT1", include/mft_abi.h). A monitor of Solo5 starts no kernel of another
 * target, and none that is not given each of its devices.
 *
 * @param number of the target
 * @param version of the target's interface
 * @param devices in the order of the manifest
 */
public record Solo5(int number, int version, List<Device> devices) {
    /** Keeps a copy of the devices. */
    public Solo5 {
        devices = List.copyOf(devices);
    }

    /** What a kernel can be linked for, in the order of {@code enum abi_target} (include/elf_abi.h), which begins with 1. */
    public enum Target {
        /** The monitor solo5-hvt, on KVM. */
        HVT,
        /** The monitor solo5-spt, a process under seccomp. */
        SPT,
        /** Any monitor with virtio devices and multiboot, as QEMU. */
        VIRTIO,
        /** The separation kernel Muen. */
        MUEN,
        /** The Genode framework. */
        GENODE,
        /** Xen, as PVH guest. */
        XEN;

        /** Solo5's own name. */
        public String solo5Name() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a device is, in the order of {@code enum mft_type} (include/mft_abi.h), which begins with 1. */
    public enum Type {
        /** A disk. */
        BLOCK_BASIC,
        /** A network device. */
        NET_BASIC
    }

    /**
     * A device that the kernel wants.
     *
     * @param name as the monitor's options name it: {@code --net:NAME=tap0}; letters and digits, at most 67
     */
    public record Device(String name, Type type) {}

    /** What it was linked for; null when its number is not known. */
    public @Nullable Target target() {
        return number >= 1 && number <= Target.values().length ? Target.values()[number - 1] : null;
    }

    /** What it was linked for, in words: {@code hvt}, or {@code target 9}. */
    public String targetName() {
        Target target = target();
        return target == null ? "target " + number : target.solo5Name();
    }

    /** The devices of one type. */
    public List<Device> devices(Type type) {
        return devices.stream().filter(device -> device.type() == type).toList();
    }
}
