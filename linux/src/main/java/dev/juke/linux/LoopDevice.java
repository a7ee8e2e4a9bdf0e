/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file as a block device, loop(4). The kernel detaches it when nobody has it open or mounted any more, so that nothing is left of it
 * whoever dies: {@link #close} only lets go.
 */
public final class LoopDevice implements AutoCloseable {
    /** linux/loop.h. LOOP_CONFIGURE is in Linux since 5.8. */
    private static final int LOOP_CTL_GET_FREE = 0x4C82;

    private static final int LOOP_CONFIGURE = 0x4C0A;
    private static final int LO_FLAGS_READ_ONLY = 1;
    private static final int LO_FLAGS_AUTOCLEAR = 4;

    /** struct loop_config of linux/loop.h: its size, and where fd and info.lo_flags are. */
    private static final long SIZE = 304;

    private static final long FILE = 0;
    private static final long FLAGS = 60;

    /** How often another may take the free device that was found. */
    private static final int TRIES = 100;

    private static final Path DEVICES = Path.of("/sys/block");

    private static final Libc.Function IOCTL = Libc.function("ioctl");

    private final Path path;
    private final Fd device;

    private LoopDevice(Path path, Fd device) {
        this.path = path;
        this.device = device;
    }

    /** Attaches a file to a free device. */
    public static LoopDevice attach(Path file, boolean readOnly) throws LinuxException {
        int access = readOnly ? Fd.READ : Fd.READ_WRITE;
        try (Fd control = Fd.open(Path.of("/dev/loop-control"), Fd.READ_WRITE, 0);
                Fd backing = Fd.open(file, access, 0)) {
            for (int tries = 1; true; tries++) {
                int number = Libc.check("ioctl LOOP_CTL_GET_FREE", IOCTL, control.number(), LOOP_CTL_GET_FREE);
                Path path = Path.of("/dev/loop" + number);
                Fd device = Fd.open(path, access, 0);
                try {
                    configure(path, device, backing, readOnly);
                    return new LoopDevice(path, device);
                } catch (LinuxException e) {
                    device.close();
                    if (!e.isBusy() || tries == TRIES) {
                        throw e;
                    }
                }
            }
        }
    }

    private static void configure(Path path, Fd device, Fd backing, boolean readOnly) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment configuration = arena.allocate(SIZE, Long.BYTES);
            configuration.set(ValueLayout.JAVA_INT, FILE, backing.number());
            configuration.set(ValueLayout.JAVA_INT, FLAGS, LO_FLAGS_AUTOCLEAR | (readOnly ? LO_FLAGS_READ_ONLY : 0));
            Libc.check("attach " + path, IOCTL, device.number(), LOOP_CONFIGURE, configuration.address());
        }
    }

    /** {@code /dev/loopN}. */
    public Path path() {
        return path;
    }

    /** Other loop devices of the same file: {@code /dev/loopN}. */
    public List<Path> twins() throws IOException {
        List<Path> twins = new ArrayList<>();
        String file = backing(path.getFileName());
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DEVICES, "loop*")) {
            for (Path device : all) {
                Path twin = Path.of("/dev").resolve(device.getFileName());
                if (!twin.equals(path)
                        && !file.isEmpty()
                        && backing(device.getFileName()).equals(file)) {
                    twins.add(twin);
                }
            }
        }
        return twins;
    }

    /** What sysfs says of a device (Documentation/ABI/testing/sysfs-block-loop); nothing if it is free. */
    private static String backing(Path name) {
        try {
            byte[] file = Files.readAllBytes(DEVICES.resolve(name).resolve("loop/backing_file"));
            return new String(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        device.close();
    }
}
