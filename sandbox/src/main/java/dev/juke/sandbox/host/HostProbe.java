/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.host;

import dev.juke.machine.monitor.QemuProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks the host what it can do: a few real instructions in KVM, and each monitor for its version and abilities. Takes some 200 ms, so
 * {@link FactsFile} remembers the answer.
 */
public final class HostProbe {
    /** Where QEMU is looked for, in this order, whatever PATH says: clients call a runtime with none. */
    private static final List<String> DIRECTORIES =
            List.of("/usr/local/bin", "/usr/bin", "/usr/local/libexec", "/usr/libexec");

    /** Debian's reduced build first: it starts fastest where it suffices. */
    private static final List<String> NAMES = List.of("qemu-system-x86_64-microvm", "qemu-system-x86_64", "qemu-kvm");

    private final Path jukeInit;
    private final Programs programs;

    /**
     * A probe.
     *
     * @param jukeInit the program juke-init, which holds the KVM probe
     * @param programs how to run it, and the monitors
     */
    public HostProbe(Path jukeInit, Programs programs) {
        this.jukeInit = jukeInit;
        this.programs = programs;
    }

    /** Runs programs. */
    @FunctionalInterface
    public interface Programs {
        /** What a program prints on both streams; empty when it cannot be run or does not end in time, and it is killed then. */
        String output(List<String> command);
    }

    /** Where the QEMU programs of this host are, in the order of preference. */
    public static List<Path> qemuPaths() {
        List<Path> found = new ArrayList<>();
        for (String name : NAMES) {
            for (String directory : DIRECTORIES) {
                Path path = Path.of(directory, name);
                if (Files.isExecutable(path)) {
                    found.add(path);
                    break;
                }
            }
        }
        return found;
    }

    /** Probes all. */
    public HostFacts probe() {
        List<QemuProgram> qemus = new ArrayList<>();
        for (Path path : qemuPaths()) {
            String name = path.toString();
            String version = version(programs.output(List.of(name, "--version")));
            if (!version.isEmpty()) {
                qemus.add(new QemuProgram(
                        name,
                        version,
                        firstWords(programs.output(List.of(name, "-machine", "help"))),
                        firstWords(programs.output(List.of(name, "-accel", "help"))),
                        programs.output(List.of(name, "-device", "help")).contains("\"isa-debug-exit\"")));
            }
        }
        return new HostFacts(kvm(), qemus);
    }

    private HostFacts.Kvm kvm() {
        String answer =
                programs.output(List.of(jukeInit.toString(), "probe-kvm")).strip();
        if (answer.equals("usable")) {
            return new HostFacts.Kvm(true, "");
        }
        String prefix = "unusable: ";
        return new HostFacts.Kvm(
                false,
                answer.startsWith(prefix) ? answer.substring(prefix.length()) : "the probe gave no answer: " + answer);
    }

    /** The version in {@code QEMU emulator version 7.2.22 (Debian …)}. */
    private static String version(String text) {
        String marker = "version ";
        int start = text.indexOf(marker);
        if (start < 0) {
            return "";
        }
        int end = start + marker.length();
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return text.substring(start + marker.length(), end);
    }

    /** The first word of every line: how QEMU lists names. */
    private static Set<String> firstWords(String text) {
        Set<String> words = new TreeSet<>();
        for (String line : text.split("\n", -1)) {
            if (line.endsWith(":")) {
                continue; // a heading
            }
            String word = line.strip().split("\\s", 2)[0];
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
