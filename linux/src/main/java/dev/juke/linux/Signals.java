/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

/** Signals, as kill(2) sends them. Numbers are signal(7)'s. */
public final class Signals {
    public static final int HUP = 1;
    public static final int INT = 2;
    public static final int KILL = 9;
    public static final int TERM = 15;
    static final int CHLD = 17;

    private static final Libc.Function CALL = Libc.function("kill");

    private Signals() {}

    /**
     * Sends a signal.
     *
     * @param pid a process, or the negative number of a process group
     * @param signal its number; 0 only asks whether it could be sent
     * @throws LinuxException ESRCH when there is no such process, EPERM, EINVAL
     */
    public static void send(int pid, int signal) throws LinuxException {
        if (pid == 0 || pid == -1) {
            throw new IllegalArgumentException("kill " + pid + " would reach this process too");
        }
        Libc.check("kill " + pid, CALL, pid, signal);
    }

    /** Whether there is a process with that number, be it a zombie. */
    static boolean exists(int pid) {
        return Libc.call(CALL, pid, 0) != -Libc.ESRCH;
    }
}
