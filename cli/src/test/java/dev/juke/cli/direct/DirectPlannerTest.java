/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.sandbox.Workload;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What juke-init is told for each way to run a container. */
class DirectPlannerTest {
    private static final ContainerId ID = new ContainerId("0123456789abcdef".repeat(4));
    private static final String DIRECTORY = "/j/containers/" + ID.hex();
    private static final DataRoot ROOT = new DataRoot(Path.of("/j"), new Caller(0));
    private static final Workload.Files FILES = new Workload.Files(Path.of("/i/kernel"), Samples.KERNEL, null, null);

    private static DirectPlan plan(Container.Options options, MonitorAccount account) {
        return DirectPlanner.plan(Samples.request(ID, "web", options, account, ROOT, FILES));
    }

    private static List<String> records(Container.Options options, MonitorAccount account) {
        return plan(options, account)
                .launch()
                .toString()
                .lines()
                .filter(line -> !line.startsWith("arg=") && !line.startsWith("env="))
                .toList();
    }

    @Test
    void anAttachedContainerOfAnOrdinaryUserHasARecordAndALog() {
        assertThat(records(new Container.Options(false, false, false, true, 10), Samples.CALLER))
                .containsExactly(
                        "juke-launch=1",
                        "control=qmp",
                        "stop=power-button",
                        "exit=debug-exit",
                        "on-halt=0",
                        "grace=15000",
                        "record=" + DIRECTORY + "/record",
                        "console-log=" + DIRECTORY + "/console.log");
    }

    @Test
    void underRootTheMonitorIsNobodyAndADetachedOneTellsItsState() {
        assertThat(records(new Container.Options(true, false, false, true, 10), Samples.NOBODY))
                .contains("uid=65534", "gid=65534", "group=108", "status=" + DIRECTORY + "/status");
    }

    @Test
    void jukeInitWaitsLongerThanAnyStop() {
        assertThat(records(new Container.Options(false, false, false, false, 60), Samples.CALLER))
                .contains("grace=65000");
        assertThat(records(new Container.Options(true, false, false, false, 10), Samples.CALLER))
                .contains("grace=3600000");
        assertThat(records(new Container.Options(false, false, false, false, -1), Samples.CALLER))
                .contains("grace=3600000");
    }

    @Test
    void aMonitorThatReadsFromTheTerminalStaysInItsSessionAndNoOther() {
        DirectPlan terminal = plan(new Container.Options(false, true, true, false, 10), Samples.CALLER);
        DirectPlan pipe = plan(new Container.Options(false, true, false, false, 10), Samples.CALLER);
        assertThat(terminal.launch().toString())
                .contains("\nterminal=1\n", "juke-launch=1\narg=/usr/bin/qemu-system-x86_64\n");
        assertThat(pipe.launch().toString())
                .contains("juke-launch=1\narg=/usr/bin/setsid\narg=/usr/bin/qemu-system-x86_64\n")
                .doesNotContain("terminal=");
    }

    @Test
    void theGuestHasQemusOwnNetworkWithTheForwardsAndAnAddressMadeOfTheId() {
        List<String> monitor = plan(new Container.Options(false, false, false, false, 10), Samples.CALLER)
                .container()
                .monitor();
        assertThat(monitor)
                .contains(
                        "user,id=net0,hostfwd=tcp:0.0.0.0:8080-:80",
                        "virtio-net-device,netdev=net0,mac=02:01:23:45:67:89")
                .anySatisfy(argument -> assertThat(argument)
                        .startsWith("Unikraft ")
                        .contains(" netdev.ip=10.0.2.15/24:10.0.2.2:10.0.2.3 ", " env.vars=[ A=1 ] ")
                        .endsWith(" -- hello \"two words\" \"\""));
        // Relative to the container's directory.
        assertThat(monitor).containsSubsequence("-kernel", "kernel");
    }

    @Test
    void withoutAHostNameTheGuestIsCalledLikeItsId() {
        assertThat(plan(new Container.Options(false, false, false, false, 10), Samples.CALLER)
                        .container()
                        .hostname())
                .isEqualTo("0123456789ab");
    }
}
