/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import dev.juke.machine.Machine;
import dev.juke.unikernel.kernel.Kernel;
import java.util.EnumSet;
import java.util.Set;

/** The ways in which a kernel can be entered, from what its file says. */
final class BootProtocols {
    private BootProtocols() {}

    static Set<Machine.Boot> of(Kernel kernel) {
        Set<Machine.Boot> boot = EnumSet.noneOf(Machine.Boot.class);
        if (kernel.pvh()) {
            boot.add(Machine.Boot.PVH);
        }
        if (kernel.multiboot()) {
            boot.add(Machine.Boot.MULTIBOOT);
        }
        switch (kernel.format()) {
            case BZIMAGE, ARM64_IMAGE -> boot.add(Machine.Boot.LINUX);
            case ELF32, ELF64 -> {
                // An ELF file says by its notes and headers how it is entered.
            }
        }
        return boot;
    }
}
