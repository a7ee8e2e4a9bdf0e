/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Solo5's own test guests, read by Juke and by solo5-elftool. Needs {@code JUKE_TEST_TOOLS}: a directory in which {@code solo5} is Solo5's
 * source, built with {@code ./configure.sh && make}.
 */
class Solo5SamplesTest {
    private static Path solo5() {
        String tools = System.getenv("JUKE_TEST_TOOLS");
        assumeTrue(tools != null, "JUKE_TEST_TOOLS names no directory with a built solo5");
        Path directory = Path.of(Objects.requireNonNull(tools), "solo5");
        assumeTrue(
                Files.isExecutable(directory.resolve("elftool/solo5-elftool")),
                directory + " is not there or not built");
        return directory;
    }

    private static JsonObject query(String what, Path guest) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(solo5().resolve("elftool/solo5-elftool").toString(), what, guest.toString()).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return Json.parseObject(output, what);
    }

    @Test
    void whatSolo5sToolReadsIsWhatJukeReads() throws IOException, InterruptedException {
        List<Path> guests;
        try (Stream<Path> files = Files.walk(solo5().resolve("tests"), 2)) {
            guests = files.filter(
                            file -> file.toString().matches(".*/(test_[a-z0-9_]+)/\\1\\.(hvt|spt|virtio|xen|muen)"))
                    .toList();
        }
        assertThat(guests).hasSizeGreaterThan(20);
        for (Path guest : guests) {
            Solo5 solo5 = Objects.requireNonNull(KernelReader.read(guest).solo5(), guest.toString());
            JsonObject abi = query("query-abi", guest);
            assertThat(solo5.targetName()).isEqualTo(abi.text("target"));
            assertThat((long) solo5.version()).isEqualTo(abi.integer("version"));
            assertThat(solo5.devices())
                    .as(guest.toString())
                    .containsExactlyElementsOf(query("query-manifest", guest).objects("devices").stream()
                            .map(device -> new Solo5.Device(
                                    device.text("name", ""), Solo5.Type.valueOf(device.text("type", ""))))
                            .toList());
        }
    }
}
