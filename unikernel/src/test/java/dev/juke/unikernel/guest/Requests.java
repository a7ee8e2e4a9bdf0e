/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import dev.juke.machine.Architecture;
import dev.juke.machine.Machine;
import dev.juke.unikernel.kernel.Kernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests for tests: a sample kernel, no network, 64 MiB. */
final class Requests {
    static final Kernel KERNEL = new Kernel(Kernel.Format.ELF64, Architecture.AMD64, true, true, false, 1000);

    private Requests() {}

    static GuestRequest of(List<String> arguments, List<String> environment) {
        return of(null, null, arguments, environment, List.of(), List.of());
    }

    static GuestRequest of(
            @Nullable String version,
            @Nullable String initrd,
            List<String> arguments,
            List<String> environment,
            List<Machine.Disk> disks,
            List<NetworkIdentity> networks) {
        return new GuestRequest(
                KERNEL,
                "/kernel",
                version,
                initrd,
                disks,
                false,
                arguments,
                environment,
                "host",
                networks,
                List.of(),
                64,
                1);
    }

    static NetworkIdentity network(String address, @Nullable String gateway) {
        return new NetworkIdentity(new Machine.Nic.Tap("tap0", "52:54:00:12:34:56", 1500), address, 24, gateway);
    }
}
