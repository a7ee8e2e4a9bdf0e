/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.base.JukeException;
import dev.juke.shim.api.options.Runc.Options;
import java.nio.file.Path;

/**
 * What a client says about the OCI runtime: {@code containerd.runc.v1.Options}, which Docker and CRI send, in as far as it is not about
 * runc's own shim.
 *
 * @param binaryName the OCI runtime, empty for the usual one; see {@link Programs#ociRuntime}
 * @param root directory below which the states of a namespace's containers lie
 * @param noPivotRoot {@code --no-pivot}: the rootfs is on a RAM disk
 * @param noNewKeyring {@code --no-new-keyring}
 */
record RuntimeOptions(String binaryName, Path root, boolean systemdCgroup, boolean noPivotRoot, boolean noNewKeyring) {
    /** Where containerd's own shim lets runc keep its states. */
    private static final String ROOT = "/run/containerd/runc";

    private static final String RUNC = "containerd.runc.v1.Options";

    /** Sent for runtimes that containerd does not know, with the path of a configuration file: Juke's is /etc/juke. */
    private static final String OTHER = "runtimeoptions.v1.Options";

    static RuntimeOptions of(Any options) {
        String type = options.getTypeUrl();
        type = type.substring(type.lastIndexOf('/') + 1);
        return switch (type) {
            case "", OTHER -> of(Options.getDefaultInstance());
            case RUNC -> {
                try {
                    yield of(Options.parseFrom(options.getValue()));
                } catch (InvalidProtocolBufferException e) {
                    throw JukeException.input("the runtime's options are no " + RUNC + ": " + e.getMessage(), "");
                }
            }
            default ->
                throw JukeException.input("runtime options of type '" + type + "' are not known", "send " + RUNC);
        };
    }

    private static RuntimeOptions of(Options options) {
        return new RuntimeOptions(
                options.getBinaryName(),
                Path.of(options.getRoot().isEmpty() ? ROOT : options.getRoot()),
                options.getSystemdCgroup(),
                options.getNoPivotRoot(),
                options.getNoNewKeyring());
    }
}
