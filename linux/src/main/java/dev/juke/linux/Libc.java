/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The one door to the C library (glibc ≥ 2.34, x86_64 and aarch64).
 *
 * <p>Every function is called in one shape, six 64-bit arguments and a 64-bit result: both ABIs pass the first six integers and
 * pointers in registers, a callee reads only the registers and the halves of them that it declares. So the JVM makes one
 * stub, once, and a function costs nothing but the look-up of its name.
 */
final class Libc {
    /** errno(3), from asm-generic/errno-base.h and errno.h. */
    static final int EPERM = 1;

    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int E2BIG = 7;
    static final int EAGAIN = 11;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int EPIPE = 32;
    static final int ENAMETOOLONG = 36;
    static final int EPROTO = 71;
    static final int ETIMEDOUT = 110;

    /** Whether this is aarch64; else x86_64. Some constants and structures differ. */
    static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final long STATE_SIZE = Linker.Option.captureStateLayout().byteSize();
    private static final MethodHandle CALL = link();

    private Libc() {}

    /** A function of the C library. */
    record Function(String name, MemorySegment address) {}

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        ValueLayout.OfLong register = ValueLayout.JAVA_LONG;
        return LINKER.downcallHandle(
                FunctionDescriptor.of(register, register, register, register, register, register, register),
                Linker.Option.captureCallState("errno"));
    }

    /** Finds a function whose arguments are at most six integers and pointers. */
    static Function function(String name) {
        return new Function(name, SYMBOLS.findOrThrow(name));
    }

    /** Calls a function that returns an int (or a size below 2^31); the result, or {@code -errno}. Starts again after EINTR. */
    static int call(Function function, long... arguments) {
        int result;
        do {
            result = once(function, arguments);
        } while (result == -EINTR);
        return result;
    }

    /** As {@link #call}, but EINTR is told: for calls that must not be repeated as they are. */
    static int once(Function function, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE_SIZE, Integer.BYTES);
            int result = (int) invoke(function, state, arguments);
            return result == -1 ? -state.get(ValueLayout.JAVA_INT, 0) : result;
        }
    }

    /** As {@link #call}; a failure is an exception whose message begins with {@code what}. */
    static int check(String what, Function function, long... arguments) throws LinuxException {
        return check(what, call(function, arguments));
    }

    /** The result, unless it is {@code -errno}. */
    static int check(String what, int result) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(what, -result);
        }
        return result;
    }

    /** The text at the address that a function returned, or an empty one for NULL. */
    @SuppressWarnings("restricted")
    static String text(Function function, long argument) {
        try (Arena arena = Arena.ofConfined()) {
            long address = invoke(function, arena.allocate(STATE_SIZE, Integer.BYTES), argument);
            return address == 0
                    ? ""
                    : MemorySegment.ofAddress(address)
                            .reinterpret(Short.MAX_VALUE)
                            .getString(0);
        }
    }

    private static long invoke(Function function, MemorySegment state, long... arguments) {
        try {
            return (long) CALL.invokeExact(
                    function.address,
                    state,
                    argument(arguments, 0),
                    argument(arguments, 1),
                    argument(arguments, 2),
                    argument(arguments, 3),
                    argument(arguments, 4),
                    argument(arguments, 5));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError(function.name, e);
        }
    }

    private static long argument(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }

    /** A C string. */
    static MemorySegment string(Arena arena, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL character in \"" + text.replace("\0", "\\0") + '"');
        }
        return arena.allocateFrom(text);
    }

    /** The address of a C string. */
    static long address(Arena arena, String text) {
        return string(arena, text).address();
    }

    /** The address of a C string. */
    static long address(Arena arena, Path path) {
        return address(arena, path.toString());
    }
}
