/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import com.google.protobuf.ByteString;
import dev.juke.base.JukeException;
import dev.juke.linux.Exit;
import dev.juke.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Starts it and returns its number. */
    int start(Container container) throws LinuxException, InterruptedException {
        Path bundle = container.bundle();
        Path file = bundle.resolve("exec-" + process.execId() + ".json");
        Path pidFile = bundle.resolve("exec-" + process.execId() + ".pid");
        try {
            Files.write(file, specification.toByteArray());
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
            process.stdio().connect();
            return Runc.pid(pidFile);
        } catch (IOException e) {
            throw JukeException.host(file + " cannot be written: " + e, "see that its file system is not full");
        } finally {
            delete(file);
            delete(pidFile);
        }
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
