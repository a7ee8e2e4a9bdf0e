/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe itself is real; only juke-init is a script that says what KVM is to be. */
class FactsFileTest {
    @TempDir
    private Path directory = Path.of("");

    private Path init(String answer) throws IOException {
        Path script = directory.resolve("init");
        Files.writeString(
                script, "#!/bin/sh\necho probed >>" + directory.resolve("count") + "\necho '" + answer + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private long probes() throws IOException {
        Path count = directory.resolve("count");
        return Files.exists(count) ? Files.readAllLines(count).size() : 0;
    }

    @Test
    void theHostIsProbedOnce() throws IOException {
        FactsFile facts = new FactsFile(directory.resolve("state"), init("usable"));
        HostFacts first = facts.facts();
        assertThat(first.kvm().usable()).isTrue();
        assertThat(facts.facts()).isEqualTo(first);
        assertThat(probes()).isEqualTo(1);
    }

    @Test
    void aDamagedFileIsProbedAgain() throws IOException {
        FactsFile facts = new FactsFile(directory.resolve("state"), init("unusable: it is a test"));
        assertThat(facts.facts().kvm()).isEqualTo(new HostFacts.Kvm(false, "it is a test"));
        Files.writeString(directory.resolve("state/host-facts.json"), "{\"fingerprint\":");
        assertThat(facts.facts().kvm().reason()).isEqualTo("it is a test");
        assertThat(probes()).isEqualTo(2);
    }

    @Test
    void factsOfAnotherBootAreProbedAgain() throws IOException {
        FactsFile facts = new FactsFile(directory.resolve("state"), init("usable"));
        facts.facts();
        Path file = directory.resolve("state/host-facts.json");
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("\"fingerprint\":\"[0-9a-f]{8}", "\"fingerprint\":\"00000000"));
        facts.facts();
        assertThat(probes()).isEqualTo(2);
    }

    @Test
    void aDirectoryThatCannotBeWrittenOnlyCostsTime() throws IOException {
        Files.writeString(directory.resolve("state"), "a file");
        FactsFile facts = new FactsFile(directory.resolve("state"), init("usable"));
        assertThat(facts.facts().kvm().usable()).isTrue();
        assertThat(facts.facts().kvm().usable()).isTrue();
        assertThat(probes()).isEqualTo(2);
    }
}
