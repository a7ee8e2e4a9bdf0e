/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.machine.Architecture;
import dev.juke.machine.Machine.Nic.User.Forward;
import dev.juke.machine.monitor.QemuProgram;
import dev.juke.sandbox.Policy;
import dev.juke.sandbox.Workload;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.kernel.Kernel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Containers as tests need them. */
final class Samples {
    static final Kernel KERNEL = new Kernel(Kernel.Format.ELF64, Architecture.AMD64, true, true, false, 1);
    static final Metadata METADATA = new Metadata(
            Map.of(Key.UNIKERNEL_TYPE, "unikraft", Key.HYPERVISOR, "qemu", Key.BINARY, "/kernel"), "labels");
    static final HostFacts HOST = new HostFacts(
            new HostFacts.Kvm(true, ""),
            List.of(new QemuProgram(
                    "/usr/bin/qemu-system-x86_64", "7.2", Set.of("pc", "q35", "microvm"), Set.of("tcg", "kvm"), true)));
    static final MonitorAccount NOBODY = new MonitorAccount(65534, List.of(108), "");
    static final MonitorAccount CALLER = new MonitorAccount(null, List.of(), "");

    private static long made;

    private Samples() {}

    /** A plan whose containers are each a second younger than the one before. */
    static DirectPlan plan(ContainerId id, String name, boolean autoRemove, DataRoot root, Workload.Files files) {
        Container.Options options = new Container.Options(false, false, false, autoRemove, 10);
        return DirectPlanner.plan(request(id, name, options, CALLER, root, files));
    }

    static DirectPlanner.Request request(
            ContainerId id,
            String name,
            Container.Options options,
            MonitorAccount account,
            DataRoot root,
            Workload.Files files) {
        return new DirectPlanner.Request(
                id,
                name,
                Instant.ofEpochSecond(1_700_000_000 + made++),
                new Container.ImageUse("hello", "sha256:" + "1".repeat(64), "sha256:" + "2".repeat(64)),
                METADATA,
                files,
                List.of("hello", "two words", ""),
                List.of("A=1"),
                null,
                null,
                1,
                List.of(new Forward("tcp", "0.0.0.0", 8080, 80)),
                options,
                HOST,
                account,
                root.container(id),
                Policy.DEFAULT);
    }
}
