/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an OCI runtime does with a console socket: makes a terminal, sends its master, runs a program on its slave. */
final class Console {
    private static final String SCRIPT = """
            import array, os, socket, sys
            master, slave = os.openpty()
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.connect(sys.argv[1])
            descriptors = [master] * int(sys.argv[2])
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', descriptors))] if descriptors else []
            connection.sendmsg([b'/dev/ptmx'], rights)
            connection.close()
            os.close(master)
            os.setsid()
            for number in range(3):
                os.dup2(slave, number)
            os.close(slave)
            os.execvp(sys.argv[3], sys.argv[3:])
            """;

    private Console() {}

    /**
     * Starts a program on a terminal.
     *
     * @param copies how often the master is sent, in one message
     */
    static int start(Path socket, int copies, String... program) throws LinuxException {
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of(Shell.PYTHON.toString(), "-c", SCRIPT, socket.toString(), Integer.toString(copies)));
        argv.addAll(List.of(program));
        return Reaper.start().spawn(Command.of(argv));
    }
}
