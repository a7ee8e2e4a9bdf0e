/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.JukeException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A container's id: 64 lower-case hexadecimal digits, as Docker's.
 *
 * @param hex the digits
 */
public record ContainerId(String hex) {
    private static final int BYTES = 32;
    private static final int SHORT_LENGTH = 12;

    /** Checks the digits. */
    public ContainerId {
        if (hex.length() != 2 * BYTES || !isHex(hex)) {
            throw JukeException.input("'" + hex + "' is no container id", "an id has 64 hexadecimal digits");
        }
    }

    /** A new one. */
    public static ContainerId random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new ContainerId(HexFormat.of().formatHex(bytes));
    }

    /** Whether the text consists of lower-case hexadecimal digits only. */
    static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The first 12 digits, as lists for people show them. */
    public String shortHex() {
        return hex.substring(0, SHORT_LENGTH);
    }

    /** A MAC address of its own: 02 marks it as locally administered and unicast (IEEE 802, section 8.2). */
    public String mac() {
        StringBuilder mac = new StringBuilder("02");
        for (int i = 0; i < 10; i += 2) {
            mac.append(':').append(hex, i, i + 2);
        }
        return mac.toString();
    }

    @Override
    public String toString() {
        return hex;
    }
}
