/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.machine;

/** What executes the guest's instructions. */
public enum Accelerator {
    /** The processor, through Linux's /dev/kvm. */
    KVM,
    /** QEMU's translator: works everywhere, several times slower. */
    TCG
}
