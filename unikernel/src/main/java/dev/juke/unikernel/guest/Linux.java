/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine;
import java.util.List;
import java.util.Set;

/**
 * A Linux kernel with one application as its init. Everything goes over the kernel's command line
 * (Documentation/admin-guide/kernel-parameters.rst): what the kernel does not know it gives to init, {@code NAME=value} as
 * environment, and what follows {@code --} as arguments.
 */
public final class Linux implements Guest {
    /** COMMAND_LINE_SIZE on x86 and arm64 (arch/x86/include/asm/setup.h): bytes, the final NUL included. */
    private static final int MAX_COMMAND_LINE = 2048;

    /** CONFIG_INIT_ENV_ARG_LIMIT (init/Kconfig), for arguments and for environment entries each. */
    private static final int MAX_INIT_STRINGS = 32;

    /** The one value is in {@link Guest#ALL}. */
    Linux() {}

    /** Parameters that Juke sets, or that change what it relies on: variables of these names would be the kernel's, not init's. */
    private static final Set<String> KERNELS_OWN = Set.of(
            "acpi",
            "console",
            "debug",
            "init",
            "initrd",
            "ip",
            "loglevel",
            "maxcpus",
            "mem",
            "nosmp",
            "panic",
            "quiet",
            "rdinit",
            "ro",
            "root",
            "rootflags",
            "rootfstype",
            "rw");

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public List<String> monitors() {
        return List.of("qemu");
    }

    /** What every kernel that is made for virtual machines has built in: fs/ext4 mounts all three. */
    @Override
    public List<String> rootFileSystems() {
        return List.of("ext2", "ext3", "ext4");
    }

    @Override
    public Machine machine(GuestRequest request) {
        return new Machine(
                request.kernel().architecture(),
                request.memoryMiB(),
                request.vcpus(),
                request.kernelPath(),
                BootProtocols.of(request.kernel()),
                List.of(Machine.Bus.PCI, Machine.Bus.MMIO),
                request.initrdPath(),
                commandLine(request),
                request.nics(),
                request.disks(),
                Machine.ExitCode.NONE,
                Machine.Stop.POWER_BUTTON);
    }

    private static String commandLine(GuestRequest request) {
        List<String> arguments = request.arguments();
        if (arguments.isEmpty()) {
            throw JukeException.input(
                    "a linux guest needs a program to run as its init, and the container has no arguments",
                    "name one (entrypoint, cmd or after the image)");
        }
        boolean initrd = request.initrdPath() != null;
        StringBuilder line = new StringBuilder("panic=-1 console=ttyS0 quiet");
        if (initrd && !request.diskIsRoot()) {
            line.append(" root=/dev/ram0 rw");
        } else if (!request.disks().isEmpty()) {
            line.append(" root=/dev/vda ").append(request.disks().getFirst().readOnly() ? "ro" : "rw");
        } else {
            throw JukeException.input(
                    "a linux guest needs a root file system, and the image names neither an initrd nor a block image",
                    "package one (rootfs.type: initrd or block)");
        }
        network(line, request);
        if (request.environment().size() > MAX_INIT_STRINGS - 2) {
            throw JukeException.input(
                    "the container has " + request.environment().size()
                            + " environment variables, and a Linux kernel gives its init at most "
                            + (MAX_INIT_STRINGS - 2),
                    "give fewer");
        }
        for (String entry : request.environment()) {
            line.append(' ').append(environment(entry));
        }
        line.append(initrd ? " rdinit=" : " init=").append(word(arguments.getFirst(), "the program's path"));
        if (arguments.size() > 1) {
            line.append(" --");
        }
        if (arguments.size() > MAX_INIT_STRINGS - 1) {
            throw JukeException.input(
                    "the container has " + arguments.size() + " arguments, and a Linux kernel gives its init at most "
                            + (MAX_INIT_STRINGS - 1),
                    "give fewer");
        }
        boolean urunit = arguments.getFirst().contains("urunit");
        for (String argument : arguments.subList(1, arguments.size())) {
            line.append(' ').append(urunit ? urunitWord(argument) : word(argument, "an argument"));
        }
        int bytes = CommandLines.bytes(line) + 1;
        if (bytes > MAX_COMMAND_LINE) {
            throw JukeException.input(
                    "the arguments and the environment make a command line of " + bytes
                            + " bytes, and a Linux kernel takes " + MAX_COMMAND_LINE,
                    "shorten them");
        }
        return line.toString();
    }

    /** The kernel's own configuration of its first device (Documentation/admin-guide/nfs/nfsroot.rst). */
    private static void network(StringBuilder line, GuestRequest request) {
        if (request.networks().size() > 1) {
            throw JukeException.input(
                    "a linux guest takes one network device now, and this container has "
                            + request.networks().size(),
                    "attach one network");
        }
        for (NetworkIdentity network : request.networks()) {
            String gateway = network.gateway();
            String hostname = request.hostname();
            line.append(" ip=").append(network.address()).append("::");
            line.append(gateway == null ? "" : gateway)
                    .append(':')
                    .append(network.mask())
                    .append(':');
            line.append(hostname == null ? "juke" : hostname).append(":eth0:off");
            for (int i = 0; i < request.nameServers().size() && i < 2; i++) {
                line.append(':').append(request.nameServers().get(i));
            }
        }
    }

    private static String environment(String entry) {
        int equals = entry.indexOf('=');
        String name = entry.substring(0, Math.max(equals, 0));
        if (KERNELS_OWN.contains(name)) {
            throw JukeException.input(
                    "the environment variable '" + name + "' would change the Linux kernel's own configuration",
                    "rename it");
        }
        if (name.isEmpty() || name.indexOf('.') >= 0 || name.indexOf(' ') >= 0 || name.indexOf('"') >= 0) {
            throw JukeException.input(
                    "the environment variable '" + name + "' cannot stand on a Linux kernel's command line",
                    "remove it, or rename it without '.', blanks and quotes");
        }
        return name + "=" + word(entry.substring(equals + 1), "the environment variable " + name);
    }

    /** A word as the kernel's next_arg() gives it back (lib/cmdline.c): double quotes around blanks, nothing escapes a quote. */
    private static String word(String text, String what) {
        if (text.indexOf('"') >= 0) {
            throw JukeException.input(
                    what + " holds a double quote, which a Linux kernel's command line cannot carry: " + text,
                    "remove it");
        }
        boolean plain = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            plain &= !Character.isWhitespace(text.charAt(i));
        }
        return plain ? text : "\"" + text + "\"";
    }

    /** urunit joins what stands between single quotes. */
    private static String urunitWord(String text) {
        return text.indexOf(' ') >= 0 ? "'" + text + "'" : text;
    }
}
