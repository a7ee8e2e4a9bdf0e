/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

/** What guests' command lines have in common. */
final class CommandLines {
    private CommandLines() {}

    /** How many bytes the text has in UTF-8. */
    static int bytes(CharSequence text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes += 1;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                bytes += 2;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
