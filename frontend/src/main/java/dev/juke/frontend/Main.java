/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import dev.juke.base.JukeException;
import dev.juke.frontend.assembly.Assembly;
import dev.juke.frontend.assembly.Job;
import dev.juke.frontend.gateway.Gateway;
import dev.juke.frontend.gateway.Options;
import dev.juke.grpc.GrpcClient;
import dev.juke.ttrpc.StatusException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The one program of the frontend's image. BuildKit starts it without arguments, and then speaks gRPC with it over standard input and
 * output; the frontend has BuildKit start it again, with {@link #ASSEMBLE}, over the files of the build.
 */
public final class Main {
    /** The argument that makes it the assembly. */
    private static final String ASSEMBLE = "assemble";

    private Main() {}

    /** The program. */
    public static void main(String[] arguments) {
        // Standard output is BuildKit's: a stray word there would be a broken message.
        System.setOut(System.err);
        boolean good = List.of(arguments).equals(List.of(ASSEMBLE)) ? assembled() : served();
        // Not System.exit: halting saves the wait for other threads.
        Runtime.getRuntime().halt(good ? 0 : 1);
    }

    private static boolean assembled() {
        try {
            new Assembly(Path.of("/"), warning -> System.err.println("warning: " + warning)).run();
            return true;
        } catch (JukeException e) {
            System.err.println(e.line());
            return false;
        }
    }

    private static boolean served() {
        Gateway gateway = new Gateway(GrpcClient.over(
                new FileInputStream(FileDescriptor.in).getChannel(),
                new FileOutputStream(FileDescriptor.out).getChannel()));
        try {
            serve(gateway, Options.of(System.getenv()), assemblyCommand());
            return true;
        } catch (StatusException | IOException e) {
            System.err.println("BuildKit is gone: " + e.getMessage());
            return false;
        }
    }

    /** Builds, and tells BuildKit how that ended. */
    static void serve(Gateway gateway, Options options, List<String> assemblyCommand) {
        try {
            gateway.done(new Frontend(gateway, options, assemblyCommand).build());
        } catch (JukeException e) {
            gateway.failed(e.line());
        } catch (StatusException e) {
            gateway.failed(e.getMessage());
        } catch (RuntimeException e) {
            e.printStackTrace();
            gateway.failed("this is a mistake in Juke, not yours; please report it: " + e);
        }
    }

    /** This very command, told to assemble. */
    private static List<String> assemblyCommand() throws IOException {
        String own = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>(List.of(own.split("\0", -1)));
        // The last word ends with a NUL, too.
        command.set(command.size() - 1, ASSEMBLE);
        // The only place there that can be written to, and it is on a disk.
        command.add(1, "-Djava.io.tmpdir=" + Job.OUTPUT);
        return command;
    }
}
