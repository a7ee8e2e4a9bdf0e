/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import dev.juke.machine.Machine;
import dev.juke.unikernel.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a guest makes a machine of. Paths are those that the monitor will see.
 *
 * @param kernel what the kernel is
 * @param kernelPath where it lies
 * @param version the framework's version as the image says it, or null
 * @param initrdPath where the initrd lies, or null
 * @param disks disks, in order; the first is the root when there is no initrd
 * @param diskIsRoot whether the first disk is the root in any case: an initrd leads there
 * @param arguments the application's arguments, the first is its name
 * @param environment {@code NAME=value} each
 * @param hostname the container's host name, or null
 * @param networks devices and addresses, in order
 * @param nameServers IPv4 addresses of resolvers that the guest can reach
 * @param memoryMiB the guest's RAM in MiB
 * @param vcpus virtual CPUs
 */
public record GuestRequest(
        Kernel kernel,
        String kernelPath,
        @Nullable String version,
        @Nullable String initrdPath,
        List<Machine.Disk> disks,
        boolean diskIsRoot,
        List<String> arguments,
        List<String> environment,
        @Nullable String hostname,
        List<NetworkIdentity> networks,
        List<String> nameServers,
        long memoryMiB,
        int vcpus) {

    /** The machine's network devices. */
    List<Machine.Nic> nics() {
        List<Machine.Nic> nics = new ArrayList<>(networks.size());
        for (NetworkIdentity network : networks) {
            nics.add(network.nic());
        }
        return nics;
    }
}
