/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 digest that names a blob (OCI image specification 1.1, descriptor.md, "Digests"). No other algorithm is
 * accepted: none other is in use.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    /** What every digest's text begins with. */
    public static final String PREFIX = "sha256:";

    private static final int HEX_LENGTH = 64;
    private static final int SHORT_LENGTH = 12;

    /** Checks the digits. */
    public Digest {
        if (!isWhole(hex)) {
            throw malformed(hex);
        }
    }

    /** Reads {@code sha256:HEX}. */
    public static Digest parse(String text) {
        String hex = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "";
        if (!isWhole(hex)) {
            throw malformed(text);
        }
        return new Digest(hex);
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        return finish(hasher(), bytes);
    }

    /** A new SHA-256 computation. */
    public static MessageDigest hasher() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The digest of all that the computation was given, and of these last bytes. */
    public static Digest finish(MessageDigest hasher, byte... last) {
        return new Digest(HexFormat.of().formatHex(hasher.digest(last)));
    }

    /** Whether the text consists of lower-case hexadecimal digits and nothing else. */
    public static boolean isHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /** The first 12 digits, as lists for people show them. */
    public String shortHex() {
        return hex.substring(0, SHORT_LENGTH);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }

    private static boolean isWhole(String hex) {
        return hex.length() == HEX_LENGTH && isHex(hex);
    }

    private static JukeException malformed(String text) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return JukeException.input(
                "'" + shown + "' is no digest", "a digest is 'sha256:' and 64 lower-case hexadecimal digits");
    }
}
