/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import dev.juke.machine.Machine;
import org.jspecify.annotations.Nullable;

/**
 * One network device and the address that the guest takes with it.
 *
 * @param nic the device
 * @param address IPv4 address, dotted
 * @param prefixLength 0 to 32
 * @param gateway IPv4 address of the default route's next hop, or null when this device has no default route
 */
public record NetworkIdentity(
        Machine.Nic nic,
        String address,
        int prefixLength,
        @Nullable String gateway) {
    /** The prefix as a dotted mask: 24 is 255.255.255.0. */
    public String mask() {
        int bits = prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
