/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.juke.base.JukeException;
import dev.juke.shim.api.options.Runc;
import dev.juke.shim.api.options.RuntimeOptions.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RuntimeOptionsTest {
    private static RuntimeOptions read(String type, MessageLite message) {
        return RuntimeOptions.of(Any.newBuilder()
                .setTypeUrl(type)
                .setValue(message.toByteString())
                .build());
    }

    private static void refused(Any options, String line) {
        assertThatThrownBy(() -> RuntimeOptions.of(options))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.line()).isEqualTo(line));
    }

    private static Any other(Options.Builder options) {
        return Any.newBuilder()
                .setTypeUrl("runtimeoptions.v1.Options")
                .setValue(options.build().toByteString())
                .build();
    }

    @Test
    void withoutAnyTheStatesAreWhereContainerdsShimHasThem() {
        RuntimeOptions options = RuntimeOptions.of(Any.getDefaultInstance());
        assertThat(options.root()).isEqualTo(Path.of("/run/containerd/runc"));
        assertThat(options.binaryName()).isEmpty();
        assertThat(options.owner().isRoot()).isTrue();
    }

    @Test
    void runcsOptionsAreHeeded() {
        RuntimeOptions options = read(
                "types.containerd.io/containerd.runc.v1.Options",
                Runc.Options.newBuilder()
                        .setBinaryName("crun")
                        .setRoot("/run/x")
                        .setSystemdCgroup(true)
                        .setNoPivotRoot(true)
                        .setNoNewKeyring(true)
                        .setShimCgroup("/shims")
                        .setIoUid(100_000)
                        .setIoGid(200_000)
                        .setCriuPath("/opt/criu")
                        .build());
        assertThat(options)
                .isEqualTo(new RuntimeOptions(
                        "crun",
                        Path.of("/run/x"),
                        true,
                        true,
                        true,
                        "/shims",
                        new Streams.Owner(100_000, 200_000),
                        "/opt/criu"));
    }

    @Test
    void aConfigurationThatWouldNotBeReadIsRefused() {
        RuntimeOptions.of(other(Options.newBuilder().setConfigPath("/etc/juke/../juke/shim.conf")));
        refused(
                other(Options.newBuilder().setConfigPath("/etc/kata/configuration.toml")),
                "the configuration /etc/kata/configuration.toml is not read; write /etc/juke/shim.conf, and name none");
        refused(
                other(Options.newBuilder().setConfigBody(ByteString.copyFromUtf8("x"))),
                "a configuration in the runtime's options is not read; write /etc/juke/shim.conf");
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        refused(
                Any.newBuilder().setTypeUrl("some/other.Options").build(),
                "runtime options of type 'other.Options' are not known; send containerd.runc.v1.Options");
        assertThatThrownBy(() -> RuntimeOptions.of(Any.newBuilder()
                        .setTypeUrl("containerd.runc.v1.Options")
                        .setValue(ByteString.copyFrom(new byte[] {-1, -1}))
                        .build()))
                .isInstanceOf(JukeException.class);
    }
}
