/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** posix_spawn(3): starts a program without a copy of this process's memory maps, whatever their size. */
final class Spawn {
    /** sizeof, from spawn.h of glibc on 64-bit machines, and bits/types/__sigset_t.h. */
    private static final long ATTRIBUTES_SIZE = 336;

    private static final long ACTIONS_SIZE = 80;
    private static final long SIGNAL_SET_SIZE = 128;

    /** spawn.h. */
    private static final int SETPGROUP = 0x02;

    private static final int SETSIGDEF = 0x04;
    private static final int SETSIGMASK = 0x08;

    /** unistd.h. */
    private static final int X_OK = 1;

    private static final Libc.Function ACCESS = Libc.function("access");
    private static final Libc.Function SPAWN = Libc.function("posix_spawnp");
    private static final Libc.Function INIT_ATTRIBUTES = Libc.function("posix_spawnattr_init");
    private static final Libc.Function SET_FLAGS = Libc.function("posix_spawnattr_setflags");
    private static final Libc.Function SET_DEFAULTS = Libc.function("posix_spawnattr_setsigdefault");
    private static final Libc.Function DESTROY_ATTRIBUTES = Libc.function("posix_spawnattr_destroy");
    private static final Libc.Function INIT_ACTIONS = Libc.function("posix_spawn_file_actions_init");
    private static final Libc.Function ADD_OPEN = Libc.function("posix_spawn_file_actions_addopen");
    private static final Libc.Function ADD_DUP2 = Libc.function("posix_spawn_file_actions_adddup2");
    private static final Libc.Function ADD_CLOSE = Libc.function("posix_spawn_file_actions_addclose");
    private static final Libc.Function ADD_CLOSE_FROM = Libc.function("posix_spawn_file_actions_addclosefrom_np");
    private static final Libc.Function ADD_CHDIR = Libc.function("posix_spawn_file_actions_addchdir_np");
    private static final Libc.Function DESTROY_ACTIONS = Libc.function("posix_spawn_file_actions_destroy");

    private final Arena arena;
    private final Command command;
    private final MemorySegment attributes;
    private final MemorySegment actions;

    private Spawn(Arena arena, Command command) {
        this.arena = arena;
        this.command = command;
        this.attributes = arena.allocate(ATTRIBUTES_SIZE, Long.BYTES);
        this.actions = arena.allocate(ACTIONS_SIZE, Long.BYTES);
    }

    /** Starts the command; its pid. A program that cannot be executed is an exception with the errno of execve(2). */
    static int start(Command command) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            return new Spawn(arena, command).start();
        }
    }

    private int start() throws LinuxException {
        setUp(INIT_ATTRIBUTES, attributes.address());
        setUp(INIT_ACTIONS, actions.address());
        try {
            describeSignalsAndGroup();
            describeDescriptors();
            if (command.directory() != null) {
                setUp(ADD_CHDIR, actions.address(), Libc.address(arena, command.directory()));
            }
            return spawn();
        } finally {
            Libc.call(DESTROY_ACTIONS, actions.address());
            Libc.call(DESTROY_ATTRIBUTES, attributes.address());
        }
    }

    private int spawn() throws LinuxException {
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, String> variable : command.environment().entrySet()) {
            environment.add(variable.getKey() + '=' + variable.getValue());
        }
        String program = command.argv().getFirst();
        List<String> argv = OpenFiles.restored(command.argv());
        if (!argv.getFirst().equals(program) && program.startsWith("/")) {
            // The shell would only say 126 or 127.
            Libc.check("exec " + program, ACCESS, Libc.address(arena, program), X_OK);
        }
        MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
        int errno = Libc.call(
                SPAWN,
                pid.address(),
                Libc.address(arena, argv.getFirst()),
                actions.address(),
                attributes.address(),
                strings(argv),
                strings(environment));
        if (errno != 0) {
            throw new LinuxException(
                    command.directory() == null ? "exec " + program : "exec " + program + " in " + command.directory(),
                    errno);
        }
        return pid.get(ValueLayout.JAVA_INT, 0);
    }

    /** The mask stays empty, as init left it; every signal gets its default action, even those that this JVM was told to ignore. */
    private void describeSignalsAndGroup() throws LinuxException {
        int group = command.hasNewProcessGroup() ? SETPGROUP : 0;
        setUp(SET_FLAGS, attributes.address(), SETSIGDEF | SETSIGMASK | group);
        MemorySegment all = arena.allocate(SIGNAL_SET_SIZE, Long.BYTES).fill((byte) 0xFF);
        setUp(SET_DEFAULTS, attributes.address(), all.address());
    }

    /**
     * The child does these one after the other. A descriptor that is another one's target would be overwritten before it is
     * copied, so it goes to a free number first. A copy onto itself clears close-on-exec (glibc ≥ 2.29).
     */
    private void describeDescriptors() throws LinuxException {
        int last = 2;
        int free = 3;
        for (Map.Entry<Integer, Fd> entry : command.descriptors().entrySet()) {
            last = Math.max(last, entry.getKey());
            free = Math.max(free, Math.max(entry.getKey(), entry.getValue().number()) + 1);
        }
        List<int[]> copies = new ArrayList<>();
        for (Map.Entry<Integer, Fd> entry : command.descriptors().entrySet()) {
            int target = entry.getKey();
            int source = entry.getValue().number();
            if (source != target && source <= last) {
                setUp(ADD_DUP2, actions.address(), source, free);
                source = free++;
            }
            copies.add(new int[] {source, target});
        }
        for (int[] copy : copies) {
            setUp(ADD_DUP2, actions.address(), copy[0], copy[1]);
        }
        for (int number = 0; number <= last; number++) {
            if (!command.has(number) && number <= 2) {
                setUp(ADD_OPEN, actions.address(), number, Libc.address(arena, "/dev/null"), Fd.READ_WRITE, 0);
            } else if (!command.has(number)) {
                setUp(ADD_CLOSE, actions.address(), number);
            }
        }
        setUp(ADD_CLOSE_FROM, actions.address(), last + 1);
    }

    private long strings(List<String> texts) {
        MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, Libc.string(arena, texts.get(i)));
        }
        return array.address();
    }

    private static void setUp(Libc.Function function, long... arguments) throws LinuxException {
        int errno = Libc.call(function, arguments);
        if (errno != 0) {
            throw new LinuxException(function.name(), errno);
        }
    }
}
