/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.host;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.machine.monitor.QemuProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host's facts in a file, so that they are probed once per boot. The file is a cache: when it is missing, damaged, of another boot,
 * or when a monitor was changed, the host is probed again; when it cannot be written, every start probes.
 */
public final class FactsFile {
    private static final long MAX_BYTES = 1 << 20;

    private final Path file;
    private final HostProbe probe;

    /**
     * The cache.
     *
     * @param directory the directory of the file, made when it is missing
     * @param jukeInit the program juke-init
     */
    public FactsFile(Path directory, Path jukeInit) {
        this(directory, jukeInit, new JavaPrograms());
    }

    /** As the other constructor, for a JVM that must not run programs as the JDK does. */
    public FactsFile(Path directory, Path jukeInit, HostProbe.Programs programs) {
        this.file = directory.resolve("host-facts.json");
        this.probe = new HostProbe(jukeInit, programs);
    }

    /** The facts, from the file when it is true still. */
    public HostFacts facts() {
        HostFacts remembered = remembered();
        return remembered == null ? probeAgain() : remembered;
    }

    /** The facts, if they were probed since the last boot and nothing has changed; else null. */
    public @Nullable HostFacts remembered() {
        return read(fingerprint());
    }

    /** Probes and remembers. */
    public HostFacts probeAgain() {
        HostFacts facts = probe.probe();
        write(facts, fingerprint());
        return facts;
    }

    /** Changes when the host is booted, /dev/kvm comes, goes or changes its rights, or a QEMU is installed, removed or updated. */
    private static String fingerprint() {
        StringBuilder text = new StringBuilder();
        try {
            text.append(
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
            Path kvm = Path.of("/dev/kvm");
            boolean exists = Files.exists(kvm, LinkOption.NOFOLLOW_LINKS);
            text.append(exists && Files.isWritable(kvm) ? " kvm" : exists ? " kvm-closed" : " no-kvm");
            for (Path path : HostProbe.qemuPaths()) {
                text.append(' ').append(path).append(':');
                text.append(Files.getLastModifiedTime(path).toMillis())
                        .append(':')
                        .append(Files.size(path));
            }
        } catch (IOException e) {
            // A host that cannot be described is probed every time.
            return "";
        }
        return text.toString();
    }

    private @Nullable HostFacts read(String fingerprint) {
        if (fingerprint.isEmpty() || !Files.isReadable(file)) {
            return null;
        }
        try {
            JsonObject object = Json.readObject(file, "host facts", MAX_BYTES);
            if (!fingerprint.equals(object.text("fingerprint"))) {
                return null;
            }
            List<QemuProgram> qemus = new ArrayList<>();
            for (JsonObject qemu : object.objects("qemu")) {
                qemus.add(new QemuProgram(
                        qemu.text("path", ""),
                        qemu.text("version", ""),
                        set(qemu.texts("machines")),
                        set(qemu.texts("accelerators")),
                        qemu.bool("debugExit", false)));
            }
            JsonObject kvm = object.objectOrNew("kvm");
            return new HostFacts(new HostFacts.Kvm(kvm.bool("usable", false), kvm.text("reason", "")), qemus);
        } catch (JukeException e) {
            // Damaged: as if it were not there.
            return null;
        }
    }

    private static Set<String> set(List<String> texts) {
        return new HashSet<>(texts);
    }

    private void write(HostFacts facts, String fingerprint) {
        JsonArray qemus = new JsonArray();
        for (QemuProgram qemu : facts.qemus()) {
            qemus.add(new JsonObject()
                    .put("path", qemu.path())
                    .put("version", qemu.version())
                    .put("machines", JsonArray.of(qemu.machines()))
                    .put("accelerators", JsonArray.of(qemu.accelerators()))
                    .put("debugExit", qemu.debugExit()));
        }
        JsonObject kvm = new JsonObject()
                .put("usable", facts.kvm().usable())
                .put("reason", facts.kvm().reason());
        JsonObject object =
                new JsonObject().put("fingerprint", fingerprint).put("kvm", kvm).put("qemu", qemus);
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, "host-facts", ".tmp");
            Files.write(temporary, Json.bytes(object));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Only a cache: the next start probes again.
            return;
        }
    }
}
