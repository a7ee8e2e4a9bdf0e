/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.machine.Architecture;

/** The names that people give to instruction sets. */
public final class Architectures {
    private Architectures() {}

    /** The one of that name. */
    public static Architecture of(Text name) {
        return switch (name.value()) {
            case "x86", "x86_64", "amd64" -> Architecture.AMD64;
            case "aarch64", "arm64" -> Architecture.ARM64;
            default ->
                throw name.place()
                        .wrong(
                                "architecture '" + name.value() + "' is not known",
                                "use x86, x86_64, amd64, aarch64 or arm64");
        };
    }
}
