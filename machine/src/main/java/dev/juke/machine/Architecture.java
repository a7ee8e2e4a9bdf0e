/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.machine;

import dev.juke.base.JukeException;

/** An instruction set, under the name that the OCI image specification (Go's GOARCH) gives it. */
public enum Architecture {
    /** x86, 64 bits (and the 32-bit ELF files that start there). */
    AMD64("amd64", "x86_64"),
    /** ARM, 64 bits. */
    ARM64("arm64", "aarch64");

    private final String ociName;
    private final String machineName;

    Architecture(String ociName, String machineName) {
        this.ociName = ociName;
        this.machineName = machineName;
    }

    /** The name in an image configuration: {@code amd64}, {@code arm64}. */
    public String ociName() {
        return ociName;
    }

    /** The kernel's and QEMU's name: {@code x86_64}, {@code aarch64}. */
    public String machineName() {
        return machineName;
    }

    /** The architecture of this host. */
    public static Architecture host() {
        String name = System.getProperty("os.arch", "");
        for (Architecture architecture : values()) {
            if (architecture.ociName.equals(name) || architecture.machineName.equals(name)) {
                return architecture;
            }
        }
        throw JukeException.host(
                "the architecture '" + name + "' of this host is not supported", "use an x86_64 or aarch64 host");
    }
}
