/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A message with descriptors, recvmsg(2), cmsg(3), unix(7). */
final class Message {
    /** struct msghdr on 64-bit machines (bits/socket.h): its size, and where its fields are. */
    private static final long HEADER_SIZE = 56;

    private static final long IOV = 16;
    private static final long IOV_COUNT = 24;
    private static final long CONTROL = 32;
    private static final long CONTROL_LENGTH = 40;

    /** struct iovec: address and length. */
    private static final long IOV_SIZE = 16;

    /** struct cmsghdr: a length of all, level, type; then the descriptors. */
    private static final long CMSG_LEVEL = 8;

    private static final long CMSG_TYPE = 12;
    private static final long CMSG_DATA = 16;

    /** bits/socket.h. */
    private static final int SOL_SOCKET = 1;

    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    /** SCM_MAX_FD of the kernel's net/scm.h; so none can be cut off. */
    private static final int MOST_DESCRIPTORS = 253;

    private static final int NAME_SIZE = 4096;

    private static final Libc.Function RECVMSG = Libc.function("recvmsg");

    private Message() {}

    /** Receives a message and keeps the first of its descriptors. */
    static Fd receiveDescriptor(Fd socket, Path path) throws LinuxException {
        List<Fd> descriptors = receive(socket, path);
        if (descriptors.isEmpty()) {
            throw new LinuxException("receive a descriptor at " + path, Libc.EPROTO);
        }
        for (Fd further : descriptors.subList(1, descriptors.size())) {
            further.close();
        }
        return descriptors.getFirst();
    }

    private static List<Fd> receive(Fd socket, Path path) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment iov = arena.allocate(IOV_SIZE, Long.BYTES);
            iov.set(ValueLayout.JAVA_LONG, 0, arena.allocate(NAME_SIZE).address());
            iov.set(ValueLayout.JAVA_LONG, Long.BYTES, NAME_SIZE);
            MemorySegment control = arena.allocate(CMSG_DATA + (long) MOST_DESCRIPTORS * Integer.BYTES, Long.BYTES);
            MemorySegment header = arena.allocate(HEADER_SIZE, Long.BYTES);
            header.set(ValueLayout.JAVA_LONG, IOV, iov.address());
            header.set(ValueLayout.JAVA_LONG, IOV_COUNT, 1);
            header.set(ValueLayout.JAVA_LONG, CONTROL, control.address());
            header.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, control.byteSize());
            Libc.check("receive at " + path, RECVMSG, socket.number(), header.address(), MSG_CMSG_CLOEXEC);
            return descriptors(control, header.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH));
        }
    }

    /** Those of the first control message; a socket without options such as SO_PASSCRED gets no other. */
    private static List<Fd> descriptors(MemorySegment control, long received) {
        List<Fd> descriptors = new ArrayList<>();
        if (received >= CMSG_DATA
                && control.get(ValueLayout.JAVA_INT, CMSG_LEVEL) == SOL_SOCKET
                && control.get(ValueLayout.JAVA_INT, CMSG_TYPE) == SCM_RIGHTS) {
            long end = control.get(ValueLayout.JAVA_LONG, 0);
            for (long at = CMSG_DATA; at + Integer.BYTES <= end; at += Integer.BYTES) {
                descriptors.add(Fd.of(control.get(ValueLayout.JAVA_INT, at)));
            }
        }
        return descriptors;
    }
}
