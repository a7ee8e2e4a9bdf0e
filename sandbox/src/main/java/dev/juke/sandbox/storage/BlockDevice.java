/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.storage;

/**
 * A block device of this host that a guest gets as its disk.
 *
 * @param major its major number
 * @param minor its minor number
 * @param readOnly whether the guest may only read it
 */
public record BlockDevice(int major, int minor, boolean readOnly) {
    /** Takes the numbers out of a {@code dev_t}, which glibc composes of four parts (sys/sysmacros.h). */
    public static BlockDevice of(long device, boolean readOnly) {
        long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
        long minor = (device & 0xff) | ((device >>> 12) & 0xffff_ff00L);
        return new BlockDevice((int) major, (int) minor, readOnly);
    }

    /** Both numbers as proc_pid_mountinfo(5) has them: {@code 7:0}. */
    public String numbers() {
        return major + ":" + minor;
    }
}
