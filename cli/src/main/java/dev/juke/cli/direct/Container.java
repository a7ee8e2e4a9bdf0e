/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.machine.Accelerator;
import dev.juke.machine.Machine.Nic.User.Forward;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a container from its making on; what becomes of it is its {@link Life}.
 *
 * @param id its id
 * @param name its name
 * @param image what it was made from
 * @param created when it was made
 * @param arguments the guest's arguments
 * @param environment the guest's environment, {@code NAME=value}
 * @param hostname the guest's host name
 * @param forwards published ports
 * @param options how it behaves
 * @param monitor the monitor's argument vector
 * @param accelerator what executes the guest
 */
public record Container(
        ContainerId id,
        String name,
        ImageUse image,
        Instant created,
        List<String> arguments,
        List<String> environment,
        String hostname,
        List<Forward> forwards,
        Options options,
        List<String> monitor,
        Accelerator accelerator) {

    /**
     * The image of a container.
     *
     * @param reference what the person called it
     * @param id its id: the configuration's digest
     * @param manifest the manifest's digest
     */
    public record ImageUse(String reference, String id, String manifest) {}

    /**
     * How a container behaves.
     *
     * @param detached whether nobody's terminal is attached to it
     * @param interactive whether the caller's standard input is the guest's
     * @param terminal whether that input is a terminal
     * @param autoRemove whether it is removed at its end
     * @param stopSeconds how long a stop waits before force; below 0 without end
     */
    public record Options(
            boolean detached, boolean interactive, boolean terminal, boolean autoRemove, int stopSeconds) {}

    /** The same under that name. */
    Container named(String other) {
        return new Container(
                id, other, image, created, arguments, environment, hostname, forwards, options, monitor, accelerator);
    }
}
