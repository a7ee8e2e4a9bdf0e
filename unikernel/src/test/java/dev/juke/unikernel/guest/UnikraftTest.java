/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnikraftTest {
    private static final Guest UNIKRAFT = Guest.of("unikraft", "qemu", "test");
    private static final String ALPHABET = "ab \t\n\"'\\=[]-,$éı\uD83D\uDE00";

    private static String line(GuestRequest request) {
        return UNIKRAFT.machine(request).commandLine();
    }

    @Test
    void everyArgumentAndVariableArrivesWholeWhateverItHolds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<String> arguments = texts(random, "");
            List<String> environment = texts(random, "NAME=");
            List<String> words = UkArgParse.split(line(Requests.of(arguments, environment)));
            List<String> expected = new ArrayList<>();
            expected.add("Unikraft");
            if (!environment.isEmpty()) {
                expected.add("env.vars=[");
                expected.addAll(environment);
                expected.add("]");
            }
            expected.add("--");
            expected.addAll(arguments);
            assertThat(words).as("seed %d round %d", seed, round).isEqualTo(expected);
        }
    }

    private static List<String> texts(Random random, String prefix) {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            StringBuilder text = new StringBuilder(prefix);
            for (int length = random.nextInt(8); length > 0; length--) {
                int at = random.nextInt(ALPHABET.length() - 1);
                if (Character.isSurrogate(ALPHABET.charAt(at))) {
                    text.append("\uD83D\uDE00");
                } else {
                    text.append(ALPHABET.charAt(at));
                }
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @ParameterizedTest
    @CsvSource({
        "0.16.0,true",
        "0.15,true",
        "v0.9.1,true",
        "0.16.1,false",
        "0.17.0,false",
        "1.0,false",
        "0.16.0-rc1,true",
        "kiviuq,false",
        "0.16.1-3-gabc,false",
        "'',false"
    })
    void theParametersNamesDependOnTheVersion(String version, boolean compat) {
        String line = line(Requests.of(
                version,
                "/initrd",
                List.of(),
                List.of(),
                List.of(),
                List.of(Requests.network("10.0.0.2", "10.0.0.1"))));
        assertThat(line)
                .isEqualTo(
                        compat
                                ? "Unikraft netdev.ipv4_addr=10.0.0.2 netdev.ipv4_gw_addr=10.0.0.1"
                                        + " netdev.ipv4_subnet_mask=255.255.255.0 vfs.rootfs=initrd --"
                                : "Unikraft netdev.ip=10.0.0.2/24:10.0.0.1: vfs.fstab=[ \"initrd0:/:extract:::\" ] --");
    }

    @Test
    void aNetworkWithoutAGatewayLeavesItsPlaceEmpty() {
        GuestRequest request =
                Requests.of(null, null, List.of(), List.of(), List.of(), List.of(Requests.network("10.0.0.2", null)));
        assertThat(line(request)).isEqualTo("Unikraft netdev.ip=10.0.0.2/24:: --");
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheLimit() {
        assertThatThrownBy(() -> line(Requests.of(List.of("x".repeat(4084)), List.of())))
                .hasMessageContaining("4097 bytes")
                .hasMessageContaining("takes 4096");
        assertThat(line(Requests.of(List.of("x".repeat(4083)), List.of()))).hasSize(4095);
        assertThatThrownBy(() -> line(Requests.of(List.of("é".repeat(2042)), List.of())))
                .hasMessageContaining("takes 4096");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 59; i++) {
            many.add("a");
        }
        assertThatThrownBy(() -> line(Requests.of(many, List.of()))).hasMessageContaining("takes 60");
    }

    @Test
    void aDiskIsRefused() {
        GuestRequest request =
                Requests.of(null, null, List.of(), List.of(), List.of(new Machine.Disk("/d", false, "s")), List.of());
        assertThatThrownBy(() -> line(request)).hasMessageContaining("cannot use the disk");
    }
}
