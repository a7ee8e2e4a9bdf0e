/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.guest.Guest;
import dev.juke.unikernel.guest.GuestRequest;
import dev.juke.unikernel.guest.NetworkIdentity;
import dev.juke.unikernel.kernel.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whether arguments and environment fit the command line of guest and monitor. */
final class CommandCheck {
    /** HVT_CMDLINE_SIZE and SPT_CMDLINE_SIZE (include/hvt_abi.h, include/spt_abi.h of Solo5): bytes, the final NUL included. */
    private static final int SOLO5_COMMAND_LINE = 8192;

    /** The longest that an address can be: what a container gets is known when it runs. */
    private static final NetworkIdentity NETWORK = new NetworkIdentity(
            new Machine.Nic.Tap("tap0", "52:54:00:12:34:56", 1500), "255.255.255.255", 32, "255.255.255.255");

    private static final List<String> RESOLVERS = List.of("255.255.255.255", "255.255.255.255");
    /** As long as the names that engines give containers. */
    private static final String HOST = "0123456789ab";

    private CommandCheck() {}

    static void check(Subject subject, List<Finding> findings) {
        if (subject.command().isEmpty()) {
            return;
        }
        String monitor = subject.monitor();
        if (monitor.equals("hvt") || monitor.equals("spt")) {
            int bytes = String.join(" ", subject.command()).getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > SOLO5_COMMAND_LINE) {
                findings.add(Finding.error(
                        About.COMMAND,
                        "the arguments make a command line of " + bytes + " bytes, and " + monitor + " takes "
                                + SOLO5_COMMAND_LINE,
                        "shorten them"));
            }
        }
        Kernel kernel = subject.kernel();
        for (Guest guest : Guest.ALL) {
            if (guest.name().equals(subject.framework()) && kernel != null) {
                rehearse(guest, kernel, subject, findings);
            }
        }
    }

    /** Lets the guest's own class make the command line of a container of this image. */
    private static void rehearse(Guest guest, Kernel kernel, Subject subject, List<Finding> findings) {
        // A guest of urunc's with urunit as its init gets the environment in a file.
        boolean urunit = subject.command().getFirst().contains("urunit");
        boolean needsDisk = !subject.hasInitrd() && guest.name().equals("linux");
        try {
            guest.machine(new GuestRequest(
                    kernel,
                    subject.value(Key.BINARY),
                    subject.value(Key.UNIKERNEL_VERSION),
                    subject.hasInitrd() ? subject.value(Key.INITRD) : null,
                    needsDisk ? List.of(new Machine.Disk("/disk", false, "")) : List.of(),
                    false,
                    subject.command(),
                    subject.environment(),
                    HOST,
                    List.of(NETWORK),
                    RESOLVERS,
                    64,
                    1));
        } catch (JukeException e) {
            Finding finding = Finding.of(About.COMMAND, e);
            findings.add(urunit ? Finding.warning(About.COMMAND, finding.message(), finding.hint()) : finding);
        }
    }
}
