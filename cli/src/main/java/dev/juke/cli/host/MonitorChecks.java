/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

import dev.juke.cli.command.Session;
import dev.juke.cli.direct.MonitorAccount;
import dev.juke.machine.monitor.Qemu;
import dev.juke.machine.monitor.QemuProgram;
import dev.juke.sandbox.Policy;
import dev.juke.sandbox.host.FactsFile;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.sandbox.host.UserNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What runs guests: KVM, QEMU and its network. Probed anew, since whoever asks has often just changed something. */
final class MonitorChecks {
    private static final String INSTALL = "install the package qemu-system-x86";

    private MonitorChecks() {}

    static List<Finding> of(Session session) {
        HostFacts host = new FactsFile(session.data().facts(session.environment()), session.jukeInit()).probeAgain();
        MonitorAccount account =
                MonitorAccount.of(session.data().user(), Policy.DEFAULT.monitorId(), UserNamespace.mappedIds());
        List<Finding> findings = new ArrayList<>();
        findings.add(kvm(account.seen(host).kvm()));
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

    private static Finding kvm(HostFacts.Kvm kvm) {
        return kvm.usable()
                ? Finding.ok("kvm", "usable")
                : Finding.warn(
                        "kvm",
                        "not usable: " + kvm.reason(),
                        "guests are translated, several times slower; on a host with KVM, let your user open /dev/kvm");
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
