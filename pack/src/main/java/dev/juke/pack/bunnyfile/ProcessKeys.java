/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.image.ImageConfig;
import dev.juke.pack.Settings;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of a build file that say how to run the image. */
record ProcessKeys(
        List<String> entrypoint,
        List<String> cmd,
        List<Text> envs,
        Map<String, String> labels,
        String workdir,
        String user,
        SortedSet<String> ports,
        SortedSet<String> volumes) {
    /** A port as an image's configuration has it (OCI image specification 1.1, config.md, "ExposedPorts"). */
    private static final Pattern PORT = Pattern.compile("([0-9]{1,5})(?:/(?:tcp|udp|sctp))?");

    private static final int MAX_PORT = 65535;

    static ProcessKeys of(YamlMap root) {
        Reading reading = root.reading();
        Map<String, String> labels = new LinkedHashMap<>();
        reading.problems()
                .attempt(
                        () -> root.textMap("labels").forEach((name, value) -> labels.put(name.value(), value.value())));
        List<String> cmd = values(texts(root, "cmd"));
        String line = or(reading.attempt(() -> root.text("cmdline").value()));
        if (cmd.isEmpty() && !line.isEmpty()) {
            // As bunny does: at every blank, so two blanks give an empty argument.
            cmd = List.of(line.split(" ", -1));
        } else if (!line.isEmpty()) {
            reading.ignored(root.text("cmdline").place() + ": cmdline has no meaning beside cmd");
        }
        return new ProcessKeys(
                values(texts(root, "entrypoint")),
                cmd,
                texts(root, "envs"),
                labels,
                or(reading.attempt(() -> path("workdir", root.text("workdir")))),
                or(reading.attempt(() -> root.text("user").value())),
                set(root, "expose", ProcessKeys::port),
                set(root, "volumes", text -> path("volumes", text)));
    }

    /** The settings; what is not said is as in the image that the guest's files are from, if there is one. */
    Settings settings(@Nullable ImageConfig from) {
        List<String> env = new ArrayList<>(from == null ? List.of() : from.env());
        env.addAll(values(envs));
        return new Settings(
                first(entrypoint, from == null ? List.of() : from.entrypoint()),
                first(cmd, from == null ? List.of() : from.cmd()),
                env,
                labels,
                first(workdir, from == null ? "" : from.workingDir()),
                first(user, from == null ? "" : from.user()),
                null,
                ports,
                volumes);
    }

    private static @Nullable List<String> first(List<String> said, List<String> otherwise) {
        List<String> chosen = said.isEmpty() ? otherwise : said;
        return chosen.isEmpty() ? null : chosen;
    }

    private static @Nullable String first(String said, String otherwise) {
        String chosen = said.isEmpty() ? otherwise : said;
        return chosen.isEmpty() ? null : chosen;
    }

    private static List<Text> texts(YamlMap root, String key) {
        List<Text> texts = root.reading().attempt(() -> root.texts(key));
        return texts == null ? List.of() : texts;
    }

    private static SortedSet<String> set(YamlMap root, String key, Function<Text, String> form) {
        SortedSet<String> set = new TreeSet<>();
        texts(root, key).forEach(text -> root.reading().problems().attempt(() -> set.add(form.apply(text))));
        return set;
    }

    private static String port(Text text) {
        boolean good = PORT.matcher(text.value()).matches();
        int slash = text.value().indexOf('/');
        String number = slash < 0 ? text.value() : text.value().substring(0, slash);
        if (!good || Integer.parseInt(number) > MAX_PORT) {
            throw text.place().wrong("'" + text.value() + "' is no port", "write PORT or PORT/udp");
        }
        return slash < 0 ? number + "/tcp" : text.value();
    }

    private static String path(String key, Text text) {
        if (!text.isEmpty() && !text.value().startsWith("/")) {
            throw text.place()
                    .wrong(key + ": '" + text.value() + "' does not begin with '/'", "write '/" + text.value() + "'");
        }
        return text.value();
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<String> values(List<Text> texts) {
        return texts.stream().map(Text::value).toList();
    }
}
