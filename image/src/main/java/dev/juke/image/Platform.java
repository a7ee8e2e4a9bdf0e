/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;

/**
 * What an image runs on (OCI image specification 1.1, image-index.md, "platform").
 *
 * @param os as Go's GOOS: {@code linux}
 * @param architecture as Go's GOARCH: {@code amd64}, {@code arm64}
 * @param variant of the architecture, as {@code v8}; empty when there is none
 */
public record Platform(String os, String architecture, String variant) {
    /** Linux on the instruction set of the machine that this runs on. */
    public static Platform host() {
        return linux(System.getProperty("os.arch", "unknown"));
    }

    /** Linux on that instruction set, under any of its usual names. */
    public static Platform linux(String architecture) {
        return new Platform("linux", normal(architecture), "");
    }

    /** Reads {@code OS/ARCHITECTURE[/VARIANT]}, as {@code linux/arm64} or KraftKit's {@code qemu/x86_64}. */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        boolean empty = Arrays.stream(parts).anyMatch(String::isEmpty);
        if (parts.length < 2 || parts.length > 3 || empty) {
            throw JukeException.usage(
                    "'" + text + "' is no platform", "write OS/ARCHITECTURE[/VARIANT], as linux/amd64 or qemu/x86_64");
        }
        return new Platform(parts[0], normal(parts[1]), parts.length == 3 ? parts[2] : "");
    }

    /** Reads an object with {@code os}, {@code architecture} and perhaps {@code variant}: a platform or a config. */
    public static Platform of(JsonObject json) {
        return new Platform(
                json.text("os", "unknown"), normal(json.text("architecture", "unknown")), json.text("variant", ""));
    }

    /** GOARCH's name of an instruction set that {@code uname -m} or a kernel's build system calls otherwise. */
    public static String normal(String architecture) {
        String lower = architecture.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> lower;
        };
    }

    /** Whether an image for the other platform runs here; the variant does not matter for what Juke runs. */
    public boolean runs(Platform other) {
        return os.equals(other.os) && architecture.equals(other.architecture);
    }

    /** Whether anything can run on it: BuildKit gives its attestations the platform {@code unknown/unknown}. */
    public boolean isReal() {
        return !os.equals("unknown");
    }

    /** As in an index. */
    JsonObject json() {
        JsonObject json = new JsonObject().put("architecture", architecture).put("os", os);
        return variant.isEmpty() ? json : json.put("variant", variant);
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
