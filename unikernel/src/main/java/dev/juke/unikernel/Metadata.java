/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel;

import dev.juke.base.JukeException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image says of its unikernel, checked. Every path is absolute-or-relative as the image wrote it and is resolved
 * inside the image's rootfs by whoever opens it.
 *
 * @param source where it was found, for messages: "annotations", "/urunc.json"
 */
public record Metadata(Map<Key, String> values, String source) {
    /** Longest value of a path or version, in bytes (urunc's own limit). */
    private static final int MAX_LENGTH = 4096;

    /** Checks every value. */
    public Metadata {
        values = values.isEmpty() ? Map.of() : new EnumMap<>(values);
        for (Key required : new Key[] {Key.UNIKERNEL_TYPE, Key.HYPERVISOR, Key.BINARY}) {
            String value = values.get(required);
            if (value == null || value.isEmpty()) {
                throw JukeException.input(
                        source + ": " + required.fullName() + " is missing", "say it, or run the image as a container");
            }
        }
        for (Map.Entry<Key, String> entry : values.entrySet()) {
            check(entry.getKey(), entry.getValue(), source);
        }
    }

    /** The value, or null when it is missing or empty. */
    public @Nullable String get(Key key) {
        String value = values.get(key);
        return value == null || value.isEmpty() ? null : value;
    }

    private String required(Key key) {
        String value = get(key);
        if (value == null) {
            throw new IllegalStateException("checked at construction");
        }
        return value;
    }

    /** The framework's name. */
    public String unikernelType() {
        return required(Key.UNIKERNEL_TYPE);
    }

    /** The monitor's name. */
    public String hypervisor() {
        return required(Key.HYPERVISOR);
    }

    /** The kernel's path in the image. */
    public String binary() {
        return required(Key.BINARY);
    }

    /** Whether the container's rootfs is to be the guest's root. */
    public boolean mountRootfs() {
        String value = get(Key.MOUNT_ROOTFS);
        return value != null && bool(Key.MOUNT_ROOTFS, value, source);
    }

    /** Whether it says so with the older key, which is worth less than {@link #mountRootfs}. */
    public boolean useDmBlock() {
        String value = get(Key.USE_DM_BLOCK);
        return value != null && bool(Key.USE_DM_BLOCK, value, source);
    }

    /** The pairs under their full names, sorted, as labels and manifest annotations hold them. */
    public Map<String, String> annotations() {
        TreeMap<String, String> map = new TreeMap<>();
        values.forEach((key, value) -> map.put(key.fullName(), value));
        return map;
    }

    /** Refuses a value that is none for that key; {@code source} says where it stands. */
    public static void check(Key key, String value, String source) {
        if (value.length() > MAX_LENGTH) {
            throw JukeException.input(
                    source + ": " + key.fullName() + " has " + value.length() + " characters, more than " + MAX_LENGTH,
                    "shorten it");
        }
        switch (key) {
            case BINARY, INITRD, BLOCK, BLOCK_MOUNT_POINT -> {
                if (!value.isEmpty()) {
                    checkPath(key, value, source);
                }
            }
            case MOUNT_ROOTFS, USE_DM_BLOCK -> {
                if (!value.isEmpty()) {
                    bool(key, value, source);
                }
            }
            case SOLO5_NET_DEVICE, SOLO5_BLOCK_DEVICE -> checkDevice(key, value, source);
            case UNIKERNEL_TYPE, UNIKERNEL_VERSION, HYPERVISOR, CMDLINE, QEMU_MACHINE -> {
                if (value.indexOf('\0') >= 0) {
                    throw JukeException.input(source + ": " + key.fullName() + " holds a NUL byte", "remove it");
                }
            }
        }
    }

    /** Solo5 allows letters and digits, at most 67 (MFT_NAME_MAX, include/mft_abi.h). */
    private static void checkDevice(Key key, String name, String source) {
        boolean good = name.length() <= 67;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            good &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
        if (!good) {
            throw JukeException.input(
                    source + ": " + key.fullName() + " is no device of a Solo5 kernel: '" + name + "'",
                    "use the name in the kernel's manifest: letters and digits, at most 67");
        }
    }

    /** The alphabet and form that urunc allows: a path that could be misread anywhere is refused here. */
    private static void checkPath(Key key, String path, String source) {
        boolean clean = !path.contains("//") && !path.contains("\0");
        for (String part : path.split("/", -1)) {
            clean &= !part.equals(".") && !part.equals("..");
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = c >= '0' && c <= '9';
            clean &= letter || digit || "._/-".indexOf(c) >= 0;
        }
        clean &= !path.startsWith("-");
        boolean root = path.equals("/");
        if (root ? key != Key.BLOCK_MOUNT_POINT : !clean || path.endsWith("/")) {
            throw JukeException.input(
                    source + ": " + key.fullName() + " is no clean path: '" + path + "'",
                    "use letters, digits, '.', '_', '-' and '/', without '..', '//' or a '/' at the end");
        }
    }

    /** A boolean as Go's strconv.ParseBool reads it. */
    private static boolean bool(Key key, String value, String source) {
        return switch (value) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default ->
                throw JukeException.input(
                        source + ": " + key.fullName() + " is neither true nor false: '" + value + "'",
                        "write true or false");
        };
    }
}
