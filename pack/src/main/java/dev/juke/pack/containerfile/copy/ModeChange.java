/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code --chmod} makes of a mode: octal digits, or {@code u=rwX,go-w} as chmod(1) takes it, without umask. */
public final class ModeChange {
    private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)((?:[-+=][rwxXst]*)+)");
    private static final Pattern ACTION = Pattern.compile("([-+=])([rwxXst]*)");
    private static final int ALL = 07777;
    private static final int EXECUTABLE = 0111;

    /** One change: of the bits in a mask, some are set, added or removed. */
    private record Step(char operator, int mask, int bits, boolean executableToo) {}

    private final List<Step> steps;

    private ModeChange(List<Step> steps) {
        this.steps = steps;
    }

    /** Reads one; null when it is none. */
    public static @Nullable ModeChange parse(String text) {
        if (text.matches("[0-7]{1,6}")) {
            int mode = Integer.parseInt(text, 8);
            return mode > ALL ? null : new ModeChange(List.of(new Step('=', ALL, mode, false)));
        }
        List<Step> steps = new ArrayList<>();
        for (String clause : text.split(",", -1)) {
            Matcher matcher = CLAUSE.matcher(clause);
            if (!matcher.matches()) {
                return null;
            }
            int who = who(matcher.group(1));
            Matcher actions = ACTION.matcher(matcher.group(2));
            while (actions.find()) {
                String letters = actions.group(2);
                steps.add(new Step(actions.group(1).charAt(0), who, bits(letters) & who, letters.indexOf('X') >= 0));
            }
        }
        return new ModeChange(List.copyOf(steps));
    }

    private static int who(String letters) {
        int mask = 0;
        for (int i = 0; i < letters.length(); i++) {
            mask |= switch (letters.charAt(i)) {
                case 'u' -> 04700;
                case 'g' -> 02070;
                case 'o' -> 01007;
                default -> ALL;
            };
        }
        return mask == 0 ? ALL : mask;
    }

    private static int bits(String letters) {
        int bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            bits |= switch (letters.charAt(i)) {
                case 'r' -> 0444;
                case 'w' -> 0222;
                case 'x' -> EXECUTABLE;
                case 's' -> 06000;
                case 't' -> 01000;
                default -> 0;
            };
        }
        return bits;
    }

    /** The new mode of a file or directory. */
    public int apply(int mode, boolean directory) {
        int result = mode;
        for (Step step : steps) {
            boolean executable = step.executableToo && (directory || (mode & EXECUTABLE) != 0);
            int bits = step.bits | (executable ? EXECUTABLE & step.mask : 0);
            result = switch (step.operator) {
                case '+' -> result | bits;
                case '-' -> result & ~bits;
                default -> (result & ~step.mask) | bits;
            };
        }
        return result;
    }
}
