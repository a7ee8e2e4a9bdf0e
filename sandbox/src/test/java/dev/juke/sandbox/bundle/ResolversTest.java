/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolversTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void onlyIpv4AddressesAreTakenAndNothingElseOfTheLine() throws IOException {
        Path file = directory.resolve("resolv.conf");
        List<String> lines = List.of(
                "# nameserver 9.9.9.9",
                "search example",
                "nameserver 10.0.0.1 # office mem=8M",
                "nameserver\t10.0.0.2",
                "nameserver 127.0.0.11",
                "nameserver fe80::1",
                "nameserver 10.0.0",
                "nameserver 300.0.0.1",
                "nameserver x");
        Files.write(file, lines);
        assertThat(Resolvers.read(file)).containsExactly("10.0.0.1", "10.0.0.2", "127.0.0.11");
    }

    @Test
    void noFileMeansNoServers() {
        assertThat(Resolvers.read(directory.resolve("missing"))).isEmpty();
    }
}
