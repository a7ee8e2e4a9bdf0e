/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolversTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void onlyAddressesThatAGuestCanReachAreTakenAndNothingElseOfTheLine() throws IOException {
        Path file = directory.resolve("resolv.conf");
        Files.writeString(
                file,
                "# nameserver 9.9.9.9\nsearch example\nnameserver 10.0.0.1 # office mem=8M\nnameserver\t10.0.0.2\n"
                        + "nameserver 127.0.0.11\nnameserver fe80::1\nnameserver 10.0.0\nnameserver 300.0.0.1\nnameserver x\n");
        assertThat(Resolvers.read(file)).containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void noFileMeansNoServers() {
        assertThat(Resolvers.read(directory.resolve("missing"))).isEmpty();
    }
}
