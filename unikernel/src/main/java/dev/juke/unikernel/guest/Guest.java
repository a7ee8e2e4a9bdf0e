/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine;
import java.util.List;

/** A unikernel framework and its boot contract. A new one is one file, and one line here. */
public sealed interface Guest permits Unikraft, Linux {
    /** All guests. */
    List<Guest> ALL = List.of(new Unikraft(), new Linux());

    /** The framework's name, as {@code unikernelType} says it. */
    String name();

    /** The monitors that can run it. */
    List<String> monitors();

    /** The file systems, as mount(8) names them, from which it can start when they are on its first disk. */
    List<String> rootFileSystems();

    /** The machine that this guest needs; refuses what its boot contract cannot carry. */
    Machine machine(GuestRequest request);

    /**
     * The guest of that name, on that monitor.
     *
     * @param where what asked for it, for messages
     */
    static Guest of(String name, String monitor, String where) {
        StringBuilder names = new StringBuilder();
        for (Guest guest : ALL) {
            if (guest.name().equals(name)) {
                if (guest.monitors().contains(monitor)) {
                    return guest;
                }
                throw JukeException.input(
                        where + ": a " + name + " guest does not run on monitor '" + monitor + "'",
                        "use " + String.join(" or ", guest.monitors()));
            }
            names.append(names.isEmpty() ? "" : ", ").append(guest.name());
        }
        throw JukeException.input(
                where + ": guest '" + name + "' is not supported", "the guests of this version are: " + names);
    }
}
