/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Image;
import dev.juke.machine.Architecture;
import dev.juke.pack.check.Guests;
import dev.juke.unikernel.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;

/** What is allowed in an image, and yet surprises whoever wants to run it: one sentence each. */
final class Warnings {
    private Warnings() {}

    static List<String> of(BuildRequest request, Kernel kernel) {
        BuildRequest.Target target = request.target();
        List<String> warnings = new ArrayList<>();
        if (!Guests.isRun(target.framework(), target.monitor())) {
            warnings.add("Juke packages a " + target.framework() + " guest for monitor " + target.monitor()
                    + ", but does not run it; urunc may");
        } else if (kernel.architecture() != Architecture.AMD64) {
            warnings.add("Juke packages a kernel for " + kernel.architecture().ociName()
                    + ", but runs kernels for amd64 only");
        } else if (request.rootfs() instanceof Rootfs.ImageTree) {
            warnings.add("Juke packages the files of rootfs.type raw, but does not show them to a guest; urunc may."
                    + " For Juke, write 'type: initrd'");
        }
        Image base = request.base();
        boolean inherited = base != null
                && !(base.config().entrypoint().isEmpty() && base.config().cmd().isEmpty());
        if (request.settings().words().isEmpty() && !inherited) {
            warnings.add("the image has no command: Podman and Docker run it only when they are given one; add cmd");
        }
        return warnings;
    }
}
