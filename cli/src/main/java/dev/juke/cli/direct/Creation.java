/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Makes a container: everything or nothing. */
public final class Creation {
    private Creation() {}

    /**
     * Makes the container of a plan.
     *
     * @param launcher the process that becomes its juke-init, or waits until that runs
     */
    public static StoredContainer create(DataRoot root, DirectPlan plan, ProcessId launcher) {
        if (!plan.container().name().isEmpty()) {
            Names.check(plan.container().name());
        }
        root.prepare();
        ContainerId id = plan.container().id();
        ContainerDirectory directory = new ContainerDirectory(root.container(id));
        // Nobody tidies up while this is held, so nobody takes what is half made for rubbish.
        try (ContainersLock _ = ContainersLock.acquire(root)) {
            Containers.sweep(root);
            try {
                Container container = write(root, plan, directory, launcher);
                return new StoredContainer(root, container);
            } catch (IOException | JukeException e) {
                undo(directory, root, e);
                throw e;
            }
        } catch (IOException e) {
            throw IoFailure.of("the container cannot be made in " + root.path(), e);
        }
    }

    private static Container write(DataRoot root, DirectPlan plan, ContainerDirectory directory, ProcessId launcher)
            throws IOException {
        ContainerId id = plan.container().id();
        Files.createDirectory(
                directory.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Names names = new Names(root);
        String name = plan.container().name();
        if (name.isEmpty()) {
            name = names.reserveRandom(id, new SecureRandom());
        } else {
            names.reserve(name, id);
        }
        GuestFiles.bring(plan.files(), directory, plan.account());
        if (plan.container().options().autoRemove()) {
            directory.markAutoRemove(launcher);
            if (plan.account().id() == null) {
                // Who has given up root's rights cannot remove what is root's: then the launcher script sees to it.
                plan.launch().putAll("finally-arg", directory.removal(names.link(name), id));
            }
        }
        Files.write(directory.file(ContainerDirectory.LAUNCH), plan.launch().bytes());
        Container container = plan.container().named(name);
        directory.describe(container);
        return container;
    }

    /** Takes a container back that nobody can start any more. */
    public static void undo(DataRoot root, StoredContainer container) {
        Containers.open(root).remove(container);
    }

    /** Without a word of its own failure: the reason is told already, and the next command tries again. */
    private static void undo(ContainerDirectory directory, DataRoot root, Exception reason) {
        try {
            directory.delete();
            new Names(root).sweep();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
