/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinuxTest {
    private static final Guest LINUX = Guest.of("linux", "qemu", "test");

    private static GuestRequest request(List<String> arguments, List<String> environment) {
        return Requests.of(null, "/initrd", arguments, environment, List.of(), List.of());
    }

    private static String line(GuestRequest request) {
        return LINUX.machine(request).commandLine();
    }

    @Test
    void theProgramIsInitAndTheRestFollowsTheDashes() {
        assertThat(line(request(List.of("/app", "-x", "two words", ""), List.of("A=1", "B=two words"))))
                .isEqualTo("panic=-1 console=ttyS0 quiet root=/dev/ram0 rw A=1 B=\"two words\" rdinit=/app"
                        + " -- -x \"two words\" \"\"");
    }

    @Test
    void urunitGetsItsOwnQuotes() {
        assertThat(line(request(List.of("/urunit", "/app", "two words"), List.of())))
                .endsWith("rdinit=/urunit -- /app 'two words'");
    }

    @Test
    void aDiskIsTheRootWhereThereIsNoInitrd() {
        GuestRequest request = Requests.of(
                null, null, List.of("/app"), List.of(), List.of(new Machine.Disk("/d", false, "s")), List.of());
        assertThat(line(request)).isEqualTo("panic=-1 console=ttyS0 quiet root=/dev/vda rw init=/app");
    }

    @Test
    void theNetworkIsTheKernelsOwnParameter() {
        GuestRequest request = Requests.of(
                null,
                "/initrd",
                List.of("/app"),
                List.of(),
                List.of(),
                List.of(Requests.network("10.0.0.2", "10.0.0.1")));
        assertThat(line(request)).contains(" ip=10.0.0.2::10.0.0.1:255.255.255.0:host:eth0:off ");
    }

    @Test
    void whatTheCommandLineCannotCarryIsRefused() {
        assertThatThrownBy(() -> line(request(List.of(), List.of()))).hasMessageContaining("needs a program");
        assertThatThrownBy(() -> line(request(List.of("/app", "say \"hi\""), List.of())))
                .hasMessageContaining("double quote");
        assertThatThrownBy(() -> line(request(List.of("/app"), List.of("a.b=1"))))
                .hasMessageContaining("'a.b'");
        assertThatThrownBy(() -> line(request(List.of("/app"), List.of("X=" + "y".repeat(2048)))))
                .hasMessageContaining("takes 2048");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 31; i++) {
            many.add("V" + i + "=1");
        }
        assertThatThrownBy(() -> line(request(List.of("/app"), many))).hasMessageContaining("at most 30");
        assertThatThrownBy(() -> line(Requests.of(List.of("/app"), List.of())))
                .hasMessageContaining("needs a root file system");
    }
}
