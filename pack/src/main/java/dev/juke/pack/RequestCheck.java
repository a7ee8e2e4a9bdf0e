/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.JukeException;
import dev.juke.base.Problems;
import dev.juke.image.Image;
import dev.juke.pack.check.About;
import dev.juke.pack.check.Checks;
import dev.juke.pack.check.Finding;
import dev.juke.pack.check.Solo5Check;
import dev.juke.pack.check.Subject;
import dev.juke.pack.tree.Content;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.KernelReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that was checked, before anything is written: all that is wrong is told together, each with the place in the build file.
 *
 * @param request the same, and what could be read from the kernel: the names of its Solo5 devices
 * @param kernel what its kernel is
 * @param warnings what surprises, a sentence each
 */
record RequestCheck(BuildRequest request, Kernel kernel, List<String> warnings) {
    /** Checks a request: when it is not strict, only what cannot be packaged at all. */
    static RequestCheck of(BuildRequest request) {
        Problems problems = new Problems();
        checkTexts(request, problems);
        Kernel kernel = kernel(request, problems);
        checkBase(request, kernel, problems);
        Subject subject = subject(request, kernel, rootfs(request, problems));
        List<String> warnings = new ArrayList<>();
        for (Finding finding : Checks.of(subject)) {
            boolean matters = request.strict() || finding.about() == About.ARCHITECTURE;
            switch (finding.severity()) {
                case ERROR -> {
                    if (matters) {
                        problems.add(JukeException.input(at(request.origin(), finding), finding.hint()));
                    }
                }
                case WARNING -> warnings.add(finding.line());
                case NOTE -> {}
            }
        }
        problems.throwIfAny();
        Kernel read = Objects.requireNonNull(kernel);
        warnings.addAll(Warnings.of(request, read));
        return new RequestCheck(withNames(request, Solo5Check.names(subject)), read, List.copyOf(warnings));
    }

    private static String at(Origin origin, Finding finding) {
        String place = origin.places().get(finding.about().key());
        for (Key key : finding.about().keys()) {
            place = place == null ? origin.places().get(key.fullName()) : place;
        }
        return (place == null ? origin.text() : place) + ": " + finding.message();
    }

    /** The file that is the guest's rootfs; null when there is none that is ready. */
    private static Subject.@Nullable File rootfs(BuildRequest request, Problems problems) {
        BootFile file = switch (request.rootfs()) {
            case Rootfs.Initrd initrd -> initrd.file();
            case Rootfs.Block block -> block.file();
            case Rootfs.None _, Rootfs.Made _, Rootfs.ImageTree _ -> null;
        };
        if (file == null || Files.isReadable(file.content().file())) {
            return file == null ? null : new Subject.File(file.name(), file.content());
        }
        problems.add(JukeException.notFound(
                request.origin().at(About.ROOTFS.key()) + ": " + file.name() + " is not there, or cannot be read",
                "check the path"));
        return null;
    }

    private static @Nullable Kernel kernel(BuildRequest request, Problems problems) {
        BootFile file = request.kernel();
        Content content = file.content();
        try {
            return KernelReader.read(content.file(), content.offset(), content.size(), file.name());
        } catch (JukeException e) {
            String place = request.origin().at(About.KERNEL.key());
            problems.add(new JukeException(e.category(), place + ": " + e.getMessage(), e.hint(), e));
            return null;
        }
    }

    /** What it says of itself is the base's word, so only a strict build believes it. */
    private static void checkBase(BuildRequest request, @Nullable Kernel kernel, Problems problems) {
        Image base = request.base();
        if (!request.strict() || base == null || kernel == null) {
            return;
        }
        String found = base.config().platform().architecture();
        String wanted = kernel.architecture().ociName();
        if (!found.equals(wanted)) {
            problems.add(JukeException.input(
                    request.origin() + ": the base image is made for " + found + ", but kernel "
                            + request.kernel().name() + " for " + wanted,
                    "name a base or a kernel for the same architecture"));
        }
    }

    private static Subject subject(BuildRequest request, @Nullable Kernel kernel, Subject.@Nullable File rootfs) {
        return new Subject(
                request.metadata().values(),
                request.target().architecture(),
                request.kernel().name(),
                kernel,
                request.rootfs() instanceof Rootfs.Initrd ? rootfs : null,
                request.rootfs() instanceof Rootfs.Block ? rootfs : null,
                request.settings().words(),
                request.settings().env());
    }

    /** Where the labels say all of the rest, they say the names, too. */
    private static BuildRequest withNames(BuildRequest request, Map<Key, String> names) {
        if (names.isEmpty()) {
            return request;
        }
        Metadata old = request.metadata();
        EnumMap<Key, String> values = new EnumMap<>(old.values());
        values.putAll(names);
        Metadata metadata = new Metadata(values, old.source());
        Settings settings = request.settings();
        if (settings.labels().entrySet().containsAll(old.annotations().entrySet())) {
            Map<String, String> labels = new TreeMap<>(settings.labels());
            names.forEach((key, name) -> labels.put(key.fullName(), name));
            settings = settings.withLabels(labels);
        }
        return request.with(settings, metadata);
    }

    private static void checkTexts(BuildRequest request, Problems problems) {
        List<String> env = request.settings().env();
        for (int i = 0; i < env.size(); i++) {
            if (env.get(i).indexOf('=') < 1) {
                problems.add(JukeException.input(
                        request.origin().at("envs[" + i + "]") + ": environment entry '" + env.get(i)
                                + "' is not NAME=value",
                        "correct it"));
            }
        }
        for (List<String> texts : List.of(request.settings().words(), env)) {
            for (String text : texts) {
                if (text.indexOf('\0') >= 0) {
                    problems.add(JukeException.input(
                            request.origin() + ": an argument or environment entry holds a NUL byte", "remove it"));
                }
            }
        }
    }
}
