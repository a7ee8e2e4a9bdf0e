/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.machine.Architecture;
import dev.juke.pack.tree.Content;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.Solo5;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tests let check: one thing changed at a time. */
record Subjects(
        Map<Key, String> values,
        Kernel kernel,
        Subject.@Nullable File initrd,
        Subject.@Nullable File block,
        List<String> command,
        List<String> environment) {
    static final Kernel MULTIBOOT = new Kernel(Kernel.Format.ELF64, Architecture.AMD64, false, true, false, 1);

    static Subjects of(String framework, String monitor) {
        Map<Key, String> values = new EnumMap<>(Key.class);
        values.put(Key.UNIKERNEL_TYPE, framework);
        values.put(Key.HYPERVISOR, monitor);
        values.put(Key.BINARY, "/k");
        return new Subjects(values, MULTIBOOT, null, null, List.of(), List.of());
    }

    static Kernel solo5(int target, Solo5.Device... devices) {
        return new Kernel(
                Kernel.Format.ELF64,
                Architecture.AMD64,
                false,
                false,
                false,
                false,
                new Solo5(target, 2, Arrays.asList(devices)),
                1);
    }

    static Solo5.Device net(String name) {
        return new Solo5.Device(name, Solo5.Type.NET_BASIC);
    }

    static Solo5.Device disk(String name) {
        return new Solo5.Device(name, Solo5.Type.BLOCK_BASIC);
    }

    static Subject.File file(Path file, byte... bytes) throws IOException {
        return new Subject.File("f", Content.of(Files.write(file, bytes)));
    }

    Subjects kernel(Kernel other) {
        return new Subjects(values, other, initrd, block, command, environment);
    }

    Subjects value(Key key, String value) {
        Map<Key, String> more = new EnumMap<>(values);
        more.put(key, value);
        return new Subjects(more, kernel, initrd, block, command, environment);
    }

    Subjects initrd(Subject.File other) {
        return new Subjects(value(Key.INITRD, "/i").values, kernel, other, block, command, environment);
    }

    Subjects block(Subject.File other) {
        return new Subjects(value(Key.BLOCK, "/b").values, kernel, initrd, other, command, environment);
    }

    Subjects command(String... words) {
        return new Subjects(values, kernel, initrd, block, List.of(words), environment);
    }

    Subjects environment(String... entries) {
        return new Subjects(values, kernel, initrd, block, command, List.of(entries));
    }

    Subject subject() {
        return new Subject(values, null, "k", kernel, initrd, block, command, environment);
    }

    /** What the checks find: {@code ERROR KERNEL: message; hint}. */
    List<String> findings() {
        return Checks.of(subject()).stream()
                .map(finding -> finding.severity() + " " + finding.about() + ": " + finding.line())
                .toList();
    }
}
