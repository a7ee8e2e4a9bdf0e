/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import dev.juke.sandbox.host.HostFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who the monitor is: the caller, but never root.
 *
 * @param id the uid and gid that juke-init takes on; null to stay who the caller is
 * @param groups supplementary groups, so that {@code /dev/kvm} opens
 * @param kvmDenied why {@code /dev/kvm} does not open for that user; empty when it does or is not there
 */
public record MonitorAccount(@Nullable Integer id, List<Integer> groups, String kvmDenied) {
    private static final Path KVM = Path.of("/dev/kvm");
    private static final int GROUP_READ_WRITE = 0060;
    private static final int OTHERS_READ_WRITE = 0006;

    /**
     * Decides.
     *
     * @param nobody the id that stands in for root
     * @param mappedIds how many user ids, from 0, exist in the caller's user namespace
     */
    public static MonitorAccount of(Caller caller, int nobody, long mappedIds) {
        // Root of a user namespace without such an id is nobody of importance outside.
        if (!caller.isRoot() || mappedIds <= nobody) {
            return new MonitorAccount(null, List.of(), "");
        }
        try {
            Map<String, Object> kvm = Files.readAttributes(KVM, "unix:mode,gid");
            int mode = (Integer) kvm.getOrDefault("mode", 0);
            if ((mode & OTHERS_READ_WRITE) == OTHERS_READ_WRITE) {
                return new MonitorAccount(nobody, List.of(), "");
            }
            if ((mode & GROUP_READ_WRITE) == GROUP_READ_WRITE) {
                return new MonitorAccount(nobody, List.of((Integer) kvm.getOrDefault("gid", nobody)), "");
            }
            return new MonitorAccount(
                    nobody, List.of(), KVM + " is open to root alone, and the monitor does not run as root");
        } catch (NoSuchFileException e) {
            return new MonitorAccount(nobody, List.of(), "");
        } catch (IOException e) {
            throw IoFailure.of(KVM + " cannot be looked at", e);
        }
    }

    /** The host's facts as they are for the monitor: what works for root alone does not work. */
    public HostFacts seen(HostFacts host) {
        return kvmDenied.isEmpty() || !host.kvm().usable()
                ? host
                : new HostFacts(new HostFacts.Kvm(false, kvmDenied), host.qemus());
    }
}
