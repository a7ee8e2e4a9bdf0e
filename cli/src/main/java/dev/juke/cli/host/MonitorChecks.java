/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

import dev.juke.cli.command.Session;
import dev.juke.cli.direct.Caller;
import dev.juke.cli.direct.MonitorAccount;
import dev.juke.machine.monitor.Qemu;
import dev.juke.machine.monitor.QemuProgram;
import dev.juke.sandbox.Policy;
import dev.juke.sandbox.host.FactsFile;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.sandbox.host.UserNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What runs guests: KVM, QEMU and its network. Probed anew, since whoever asks has often just changed something. */
final class MonitorChecks {
    private static final String INSTALL = "install the package qemu-system-x86";

    private static final Path KVM = Path.of("/dev/kvm");

    private MonitorChecks() {}

    static List<Finding> of(Session session) {
        HostFacts host = new FactsFile(session.data().facts(session.environment()), session.jukeInit()).probeAgain();
        MonitorAccount account =
                MonitorAccount.of(session.data().user(), Policy.DEFAULT.monitorId(), UserNamespace.mappedIds());
        List<Finding> findings = new ArrayList<>();
        findings.add(kvm(host.kvm(), account, session.data().user()));
        boolean network = false;
        for (QemuProgram qemu : host.qemus()) {
            boolean user =
                    Programs.run(qemu.path(), "-netdev", "help").text().lines().anyMatch("user"::equals);
            boolean good = user && qemu.debugExit();
            network |= good;
            findings.add(Finding.ok("qemu", describe(qemu, user)));
        }
        if (host.qemus().isEmpty()) {
            findings.add(Finding.fail("qemu", "no QEMU was found", INSTALL));
        } else if (!network) {
            findings.add(Finding.fail("network", "no QEMU has both user networking and isa-debug-exit", INSTALL));
        } else {
            findings.add(Finding.ok("network", "QEMU's user networking, which needs no root"));
        }
        return findings;
    }

    private static Finding kvm(HostFacts.Kvm kvm, MonitorAccount account, Caller user) {
        String translated = "guests are translated, which is several times slower";
        if (!kvm.usable()) {
            String group = user.isRoot() ? "" : groupThatMayOpen();
            return Finding.warn(
                    "kvm",
                    "not usable: " + kvm.reason(),
                    group.isEmpty()
                            ? translated
                            : translated + "; sudo usermod -aG " + group + " $USER, and log in anew");
        }
        return account.kvmDenied().isEmpty()
                ? Finding.ok("kvm", "usable")
                : Finding.warn(
                        "kvm",
                        "not usable: " + account.kvmDenied(),
                        translated + "; chgrp kvm " + KVM + " && chmod 660 " + KVM);
    }

    /** The group that would let an ordinary user open the device; empty when that is not what is missing. */
    private static String groupThatMayOpen() {
        try {
            PosixFileAttributes attributes = Files.readAttributes(KVM, PosixFileAttributes.class);
            boolean closed = !Files.isWritable(KVM);
            boolean group = attributes.permissions().contains(PosixFilePermission.GROUP_WRITE);
            return closed && group ? attributes.group().getName() : "";
        } catch (IOException e) {
            // There is none.
            return "";
        }
    }

    private static String describe(QemuProgram qemu, boolean user) {
        List<String> machines = new ArrayList<>();
        for (Qemu.Type type : Qemu.Type.values()) {
            if (qemu.machines().contains(type.qemuName())) {
                machines.add(type.qemuName());
            }
        }
        TreeSet<String> accelerators = new TreeSet<>(qemu.accelerators());
        accelerators.retainAll(List.of("kvm", "tcg"));
        return qemu.path() + " " + qemu.version() + ": machines " + String.join(" ", machines) + "; accelerators "
                + String.join(" ", accelerators) + (qemu.debugExit() ? "; exit codes" : "; no exit codes")
                + (user ? "; user networking" : "; no user networking");
    }
}
