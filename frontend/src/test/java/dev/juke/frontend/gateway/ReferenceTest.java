/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "redis, docker.io/library/redis:latest",
        "redis:7, docker.io/library/redis:7",
        "user/app, docker.io/user/app:latest",
        "index.docker.io/redis, docker.io/library/redis:latest",
        "localhost/app, localhost/app:latest",
        "localhost:5000/app, localhost:5000/app:latest",
        "ghcr.io/a/b:c, ghcr.io/a/b:c",
        "redis@sha256:00, docker.io/library/redis@sha256:00",
        "r.example/a:b@sha256:00, r.example/a:b@sha256:00"
    })
    void aReferenceNamesRegistryAndTag(String written, String normal) {
        assertThat(Reference.normal(written)).isEqualTo(normal);
        assertThat(Reference.normal(normal)).isEqualTo(normal);
    }

    @Test
    void anImageThatTheDaemonAloneHasIsNotPinned() {
        assertThat(Reference.pinned("a/b:c", "sha256:00")).isEqualTo("a/b:c@sha256:00");
        assertThat(Reference.pinned("a/b:c", "")).isEqualTo("a/b:c");
        assertThat(Reference.pinned("a/b@sha256:11", "sha256:00")).isEqualTo("a/b@sha256:11");
    }
}
