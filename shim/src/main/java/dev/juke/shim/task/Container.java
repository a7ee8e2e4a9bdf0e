/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.linux.LinuxException;
import dev.juke.shim.api.options.Runc.CheckpointOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A container in the OCI runtime's hands, and what Juke adds when it is a unikernel.
 *
 * @param id containerd's id, and the runtime's
 * @param bundle containerd's bundle
 * @param guest null for an ordinary container
 * @param sharesProcesses whether its processes outlive the first one, because they are in another's PID namespace
 */
record Container(
        String id,
        Path bundle,
        Runc runc,
        Rootfs rootfs,
        @Nullable Guest guest,
        boolean sharesProcesses) {
    private static final String KILL = "9";

    /** Whether the OCI runtime has a state of it. */
    boolean isKnown() {
        return Files.exists(runc.root().resolve(id));
    }

    /** Starts the container's process. */
    void start(int pid) throws LinuxException, InterruptedException {
        if (guest == null) {
            runc("start");
        } else {
            guest.start(pid, () -> runc("start"));
        }
    }

    /** A verb of the runtime that takes only the id. */
    void runc(String verb) throws InterruptedException {
        runc.run(bundle, verb, List.of(id), "");
    }

    /** runc's checkpoint(8), with the flags that the options stand for. */
    void checkpoint(String path, CheckpointOptions options) throws InterruptedException {
        String image = options.getImagePath().isEmpty() ? path : options.getImagePath();
        List<String> words = new ArrayList<>(List.of("--image-path", image));
        if (!options.getWorkPath().isEmpty()) {
            words.addAll(List.of("--work-path", options.getWorkPath()));
        }
        addFlag(words, !options.getExit(), "--leave-running");
        addFlag(words, options.getOpenTcp(), "--tcp-established");
        addFlag(words, options.getExternalUnixSockets(), "--ext-unix-sk");
        addFlag(words, options.getTerminal(), "--shell-job");
        addFlag(words, options.getFileLocks(), "--file-locks");
        for (String namespace : options.getEmptyNamespacesList()) {
            words.addAll(List.of("--empty-ns", namespace));
        }
        words.add(id);
        runc.run(bundle, "checkpoint", words, "");
    }

    private static void addFlag(List<String> words, boolean wanted, String flag) {
        if (wanted) {
            words.add(flag);
        }
    }

    void kill(int signal, boolean all) throws InterruptedException {
        List<String> words = new ArrayList<>();
        if (all) {
            words.add("--all");
        }
        words.add(id);
        words.add(String.valueOf(signal));
        try {
            runc.run(bundle, "kill", words, "");
        } catch (Runc.Failure e) {
            throw isOver(e) ? new Finished(e) : e;
        }
    }

    /** After the first process has ended: in a PID namespace that is not its own, others would live on. */
    void killStragglers() throws InterruptedException {
        if (sharesProcesses) {
            try {
                runc.run(bundle, "kill", List.of("--all", id, KILL), "");
            } catch (Runc.Failure e) {
                // None was left.
            }
        }
    }

    /** Removes everything that the container had. */
    void delete() throws LinuxException, InterruptedException {
        try {
            runc.run(bundle, "delete", List.of("--force", id), "");
        } finally {
            if (guest != null) {
                guest.forget();
            }
            rootfs.unmount();
        }
    }

    /** runc's and crun's words for a process that is no more. */
    private static boolean isOver(Runc.Failure failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("process already finished")
                || message.contains("container not running")
                || message.contains("no such process")
                || message.contains("does not exist")
                || message.contains("no such file or directory");
    }

    /** The process to be killed is no more: containerd goes on as if it had been. */
    static final class Finished extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Finished(Throwable cause) {
            super("process already finished", cause);
        }
    }
}
