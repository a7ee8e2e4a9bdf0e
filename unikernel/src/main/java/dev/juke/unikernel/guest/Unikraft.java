/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Unikraft. The command line is {@code Unikraft PARAMETERS -- ARGUMENTS}; the guest splits it with lib/ukargparse, which knows
 * quotes, and reads the parameters with lib/uklibparam. The parameters' names changed with version 0.16.1.
 */
public final class Unikraft implements Guest {
    /** CONFIG_LIBUKBOOT_CMDLINE_MAX_LEN, Unikraft's default: bytes, the final NUL included. */
    private static final int MAX_COMMAND_LINE = 4096;

    /** CONFIG_LIBUKBOOT_MAXNBARGS, Unikraft's default: tokens of the whole command line. */
    private static final int MAX_TOKENS = 60;

    /** The one value is in {@link Guest#ALL}. */
    Unikraft() {}

    @Override
    public String name() {
        return "unikraft";
    }

    @Override
    public List<String> monitors() {
        return List.of("qemu");
    }

    @Override
    public List<String> rootFileSystems() {
        return List.of();
    }

    @Override
    public Machine machine(GuestRequest request) {
        if (!request.disks().isEmpty()) {
            throw JukeException.input(
                    "a unikraft guest cannot use the disk that the image names (block)", "give it an initrd");
        }
        return new Machine(
                request.kernel().architecture(),
                request.memoryMiB(),
                request.vcpus(),
                request.kernelPath(),
                BootProtocols.of(request.kernel()),
                // Unikraft's QEMU platform has its devices on PCI; a kernel that starts by PVH was made for microvm as
                // well.
                request.kernel().unikraft() ? List.of(Machine.Bus.PCI) : List.of(Machine.Bus.MMIO, Machine.Bus.PCI),
                request.initrdPath(),
                commandLine(request),
                request.nics(),
                List.of(),
                request.kernel().unikraft() ? Machine.ExitCode.UNIKRAFT : Machine.ExitCode.DEBUG_EXIT,
                // Upstream kernels do not watch the power button (LIBUKBOOT_SHUTDOWNREQ_HANDLER has no driver).
                request.kernel().unikraft() ? Machine.Stop.QUIT : Machine.Stop.POWER_BUTTON);
    }

    private static String commandLine(GuestRequest request) {
        Tokens tokens = new Tokens();
        tokens.add("Unikraft");
        if (isCompat(request.version())) {
            compat(tokens, request);
        } else {
            current(tokens, request);
        }
        tokens.add("--");
        for (String argument : request.arguments()) {
            tokens.quoted(argument);
        }
        return tokens.line();
    }

    private static void current(Tokens tokens, GuestRequest request) {
        if (!request.environment().isEmpty()) {
            tokens.add("env.vars=[");
            for (String entry : request.environment()) {
                tokens.quoted(entry);
            }
            tokens.add("]");
        }
        for (NetworkIdentity network : request.networks()) {
            StringBuilder ip = new StringBuilder("netdev.ip=");
            ip.append(network.address())
                    .append('/')
                    .append(network.prefixLength())
                    .append(':');
            String gateway = network.gateway();
            ip.append(gateway == null ? "" : gateway).append(':');
            List<String> resolvers = request.nameServers();
            ip.append(resolvers.isEmpty() ? "" : resolvers.getFirst());
            tokens.add(ip.toString());
        }
        if (request.initrdPath() != null) {
            tokens.add("vfs.fstab=[");
            tokens.add("\"initrd0:/:extract:::\"");
            tokens.add("]");
        }
    }

    /** Before 0.16.1: one device, no environment. */
    private static void compat(Tokens tokens, GuestRequest request) {
        if (request.networks().size() > 1) {
            throw JukeException.input(
                    "a unikraft guest before 0.16.1 takes one network device, and this container has "
                            + request.networks().size(),
                    "attach one network, or rebuild the guest");
        }
        for (NetworkIdentity network : request.networks()) {
            tokens.add("netdev.ipv4_addr=" + network.address());
            String gateway = network.gateway();
            if (gateway != null) {
                tokens.add("netdev.ipv4_gw_addr=" + gateway);
            }
            tokens.add("netdev.ipv4_subnet_mask=" + network.mask());
        }
        if (request.initrdPath() != null) {
            tokens.add("vfs.rootfs=initrd");
        }
    }

    /** Whether the version is one before 0.16.1; one that cannot be read is taken as new. */
    private static boolean isCompat(@Nullable String version) {
        if (version == null) {
            return false;
        }
        int[] numbers = {0, 0, 0};
        int index = 0;
        boolean digits = false;
        for (int i = version.startsWith("v") ? 1 : 0; i < version.length(); i++) {
            char c = version.charAt(i);
            if (c >= '0' && c <= '9' && numbers[index] < 100_000) {
                numbers[index] = numbers[index] * 10 + (c - '0');
                digits = true;
            } else if (c == '.' && digits && index < 2) {
                index++;
                digits = false;
            } else if ((c == '-' || c == '+') && digits) {
                break;
            } else {
                return false;
            }
        }
        if (!digits) {
            return false;
        }
        return numbers[0] == 0 && (numbers[1] < 16 || (numbers[1] == 16 && numbers[2] < 1));
    }

    /** The command line as it grows, with the guest's limits. */
    private static final class Tokens {
        private final StringBuilder line = new StringBuilder(256);
        private int count;

        void add(String token) {
            if (count++ > 0) {
                line.append(' ');
            }
            line.append(token);
        }

        /** Adds a token so that ukargparse gives it back as it is: inside double quotes, \" and \\ stand for " and \. */
        void quoted(String text) {
            if (isPlain(text)) {
                add(text);
                return;
            }
            StringBuilder token = new StringBuilder(text.length() + 8).append('"');
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\') {
                    token.append('\\');
                }
                token.append(c);
            }
            add(token.append('"').toString());
        }

        private static boolean isPlain(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (" \t\r\n\u000b\"'\\".indexOf(text.charAt(i)) >= 0) {
                    return false;
                }
            }
            return !text.isEmpty();
        }

        String line() {
            int bytes = CommandLines.bytes(line) + 1;
            if (bytes > MAX_COMMAND_LINE) {
                throw JukeException.input(
                        "the arguments and the environment make a command line of " + bytes
                                + " bytes, and a unikraft guest takes " + MAX_COMMAND_LINE,
                        "shorten them");
            }
            if (count > MAX_TOKENS) {
                throw JukeException.input(
                        "the arguments and the environment make a command line of " + count
                                + " words, and a unikraft guest takes " + MAX_TOKENS,
                        "give fewer");
            }
            return line.toString();
        }
    }
}
