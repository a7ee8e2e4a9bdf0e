/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.host;

import dev.juke.machine.monitor.QemuProgram;
import java.util.List;

/**
 * What this host can do, as probed once per boot.
 *
 * @param kvm whether /dev/kvm runs ordinary guests
 * @param qemus the QEMU programs, in the order of preference
 */
public record HostFacts(Kvm kvm, List<QemuProgram> qemus) {
    /**
     * The probe's answer.
     *
     * @param usable whether a guest can rely on it
     * @param reason why not; empty when it is usable
     */
    public record Kvm(boolean usable, String reason) {}
}
