/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

/**
 * What the operator wants where an image and its container leave a choice.
 *
 * @param acceleration whether KVM must, may or must not be used
 * @param defaultMemoryMiB the guest's RAM in MiB when the container has no limit
 * @param monitorId the uid and gid of a monitor whose container would run as root
 * @param graceMillis milliseconds between the request to end and force
 */
public record Policy(Acceleration acceleration, long defaultMemoryMiB, int monitorId, long graceMillis) {
    /** The choice of the accelerator. */
    public enum Acceleration {
        /** KVM where it works, else translation, with a warning. */
        AUTO,
        /** KVM, or no start. */
        REQUIRE_KVM,
        /** Translation even where KVM works. */
        TCG
    }

    /** What holds when nobody says otherwise: the memory is urunc's default, the id is nobody's. */
    public static final Policy DEFAULT = new Policy(Acceleration.AUTO, 256, 65534, 10_000);

    /** This policy with another acceleration. */
    public Policy with(Acceleration other) {
        return new Policy(other, defaultMemoryMiB, monitorId, graceMillis);
    }
}
