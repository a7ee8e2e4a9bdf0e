/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.base.JukeException;
import dev.juke.shim.api.options.Runc.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a client says about the OCI runtime: {@code containerd.runc.v1.Options}, which Docker and CRI send, in as far as it is not about
 * runc's own shim.
 *
 * @param binaryName the OCI runtime, empty for the usual one; see {@link Programs#ociRuntime}
 * @param root directory below which the states of a namespace's containers lie
 * @param noPivotRoot {@code --no-pivot}: the rootfs is on a RAM disk
 * @param noNewKeyring {@code --no-new-keyring}
 * @param shimCgroup where the cell is to be, empty for where it is
 * @param owner whose the streams are to be
 * @param criuPath of containerd 1, which runc has not heeded since 1.1: it finds criu itself
 */
record RuntimeOptions(
        String binaryName,
        Path root,
        boolean systemdCgroup,
        boolean noPivotRoot,
        boolean noNewKeyring,
        String shimCgroup,
        Streams.Owner owner,
        String criuPath) {
    /** Where containerd's own shim lets runc keep its states. */
    private static final String ROOT = "/run/containerd/runc";

    private static final String RUNC = "containerd.runc.v1.Options";

    /** Sent for runtimes whose options containerd does not know. */
    private static final String OTHER = "runtimeoptions.v1.Options";

    private static final String CONFIGURATION = "/etc/juke/shim.conf";

    static RuntimeOptions of(Any options) {
        String type = options.getTypeUrl();
        type = type.substring(type.lastIndexOf('/') + 1);
        try {
            return switch (type) {
                case "" -> of(Options.getDefaultInstance());
                case RUNC -> of(Options.parseFrom(options.getValue()));
                case OTHER -> of(dev.juke.shim.api.options.RuntimeOptions.Options.parseFrom(options.getValue()));
                default ->
                    throw JukeException.input("runtime options of type '" + type + "' are not known", "send " + RUNC);
            };
        } catch (InvalidProtocolBufferException e) {
            throw JukeException.input("the runtime's options are no " + type + ": " + e.getMessage(), "");
        }
    }

    /** A configuration that would not be read is refused: who names it counts on it. */
    private static RuntimeOptions of(dev.juke.shim.api.options.RuntimeOptions.Options options) {
        String named = System.getenv("JUKE_SHIM_CONF");
        Path own = Path.of(named == null || named.isEmpty() ? CONFIGURATION : named);
        if (!options.getConfigBody().isEmpty()) {
            throw JukeException.input("a configuration in the runtime's options is not read", "write " + own);
        }
        String path = options.getConfigPath();
        if (!path.isEmpty() && !isSame(Path.of(path), own)) {
            throw JukeException.input("the configuration " + path + " is not read", "write " + own + ", and name none");
        }
        return of(Options.getDefaultInstance());
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return one.normalize().equals(other.normalize()) || Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private static RuntimeOptions of(Options options) {
        return new RuntimeOptions(
                options.getBinaryName(),
                Path.of(options.getRoot().isEmpty() ? ROOT : options.getRoot()),
                options.getSystemdCgroup(),
                options.getNoPivotRoot(),
                options.getNoNewKeyring(),
                options.getShimCgroup(),
                new Streams.Owner(options.getIoUid(), options.getIoGid()),
                options.getCriuPath());
    }
}
