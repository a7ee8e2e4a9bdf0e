/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import com.google.protobuf.ByteString;
import dev.juke.base.JukeException;
import dev.juke.linux.End;
import dev.juke.linux.Exit;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Reaper;
import dev.juke.linux.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that is put beside an ordinary container's own.
 *
 * @param specification the OCI process, JSON in UTF-8
 */
record Exec(TaskProcess process, ByteString specification) {
    /** 128 and SIGKILL. */
    private static final int KILLED = 137;

    /** Starts it and returns what the reaper knows of it. */
    End start(Container container, Reaper reaper) throws LinuxException, InterruptedException {
        Path bundle = container.bundle();
        Path file = bundle.resolve("exec-" + process.execId() + ".json");
        Path pidFile = bundle.resolve("exec-" + process.execId() + ".pid");
        try {
            write(file);
            List<String> words = new ArrayList<>(
                    List.of("--process", file.toString(), "--detach", "--pid-file", pidFile.toString()));
            Path console = process.stdio().consoleSocket();
            if (console != null) {
                words.addAll(List.of("--tty", "--console-socket", console.toString()));
            }
            words.add(container.id());
            try {
                container.runc().launch(bundle, process.stdio(), "exec", words);
            } catch (Runc.Failure e) {
                throw new Runc.Failure("OCI runtime exec failed: " + e.getMessage());
            }
            return connected(reaper.adopt(Runc.pid(pidFile)), reaper);
        } catch (IOException e) {
            throw JukeException.host(file + " cannot be written: " + e, "see that its file system is not full");
        } finally {
            delete(file);
            delete(pidFile);
        }
    }

    /** One whose terminal does not come would run on unknown. */
    private End connected(End end, Reaper reaper) throws LinuxException, InterruptedException {
        try {
            process.stdio().connect();
            return end;
        } catch (LinuxException | RuntimeException | InterruptedException e) {
            reaper.signal(end, Signals.KILL);
            throw e;
        }
    }

    /** Its environment may hold secrets. */
    private void write(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, specification.toByteArray());
    }

    /** It will not run, as who has its turn or takes it away knows: its streams end, and who waits for it is told that it was killed. */
    void abandon() {
        process.stdio().close();
        Exit exit = new Exit(process.pid(), KILLED, true, Instant.now());
        process.life().over(exit);
        process.ended().complete(exit);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It goes with the bundle.
        }
    }
}
