/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.image.Platform;
import dev.juke.pack.containerfile.syntax.Budget;
import dev.juke.pack.containerfile.syntax.Expander;
import dev.juke.pack.containerfile.syntax.Word;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code ARG} names are worth in the whole file: those before the first stage, of the command line, and of the platform. */
final class Values {
    /** May be given on the command line although no ARG names them (Dockerfile reference, "Predefined ARGs"). */
    private static final Set<String> PREDEFINED = Set.of(
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "FTP_PROXY",
            "ftp_proxy",
            "NO_PROXY",
            "no_proxy",
            "ALL_PROXY",
            "all_proxy",
            "SOURCE_DATE_EPOCH");

    private final char escape;
    private final Map<String, String> given;
    private final Map<String, String> global = new HashMap<>();
    private final Set<String> declared = new HashSet<>(PREDEFINED);
    private final Budget budget = new Budget();

    /**
     * The values of the platform.
     *
     * @param given by the command line
     * @param stage that is wanted; empty for the last, which BuildKit calls {@code default}
     */
    Values(char escape, Map<String, String> given, Platform target, String stage) {
        this.escape = escape;
        this.given = given;
        platform("BUILD", Platform.host());
        platform("TARGET", target);
        global.put("TARGETSTAGE", stage.isEmpty() ? "default" : stage);
        declared.addAll(global.keySet());
        global.replaceAll(given::getOrDefault);
    }

    private void platform(String prefix, Platform platform) {
        global.put(prefix + "PLATFORM", platform.toString());
        global.put(prefix + "OS", platform.os());
        global.put(prefix + "ARCH", platform.architecture());
        global.put(prefix + "VARIANT", platform.variant());
    }

    /** Takes what stands before the first stage. */
    void declare(List<Command.Arg> arguments) {
        for (Command.Arg arg : arguments) {
            for (Command.Argument argument : arg.arguments()) {
                String name = argument.name().text();
                declared.add(name);
                String otherwise = argument.value() == null ? null : expand(argument.value());
                String value = given.getOrDefault(name, otherwise);
                if (value != null) {
                    global.put(name, value);
                }
            }
        }
    }

    /** Notes that some ARG names a value. */
    void declared(Command.Arg arg) {
        arg.arguments().forEach(argument -> declared.add(argument.name().text()));
    }

    /** All names that ARG or Docker itself gives. */
    Set<String> declared() {
        return declared;
    }

    /** The names that the command line gives and no ARG takes. */
    Set<String> unused() {
        Set<String> unused = new TreeSet<>(given.keySet());
        unused.removeAll(declared);
        return unused;
    }

    /** What a name is worth in a stage that declares it; null when only the declaration's own default counts. */
    @Nullable
    String of(String name, boolean hasDefault) {
        return given.containsKey(name) ? given.get(name) : hasDefault ? null : global.get(name);
    }

    /** A word with the values of the whole file. */
    String expand(Word word) {
        return expander(global).expand(word);
    }

    /** Replaces variables. */
    Expander expander(Map<String, String> variables) {
        return new Expander(escape, variables::get, budget);
    }
}
