/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Bytes that a client might send, more often than not nearly right. */
final class Inputs {
    private static final String[] METHODS = {"Echo", "Echo", "Echo", "Missing", "Big", "Nothing", "Upper", "Count"};

    private final Random random;
    private int stream = -1;

    Inputs(Random random) {
        this.random = random;
    }

    static byte[] frame(long length, int stream, int type, int flags, byte[] data) {
        return ByteBuffer.allocate(Frame.HEADER + data.length)
                .putInt((int) length)
                .putInt(stream)
                .put((byte) type)
                .put((byte) flags)
                .put(data)
                .array();
    }

    /** Some frames, of which the last may be cut short. */
    byte[] frames() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = random.nextInt(8); i >= 0; i--) {
            frames.writeBytes(frame());
        }
        byte[] bytes = frames.toByteArray();
        return seldom() ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private byte[] frame() {
        byte[] data = data();
        stream = seldom() ? random.nextInt() : stream + 2;
        int type = random.nextInt(seldom() ? 256 : 4);
        int flags = random.nextInt(seldom() ? 256 : 4);
        long length = seldom() ? random.nextLong() >>> random.nextInt(64) : data.length;
        return frame(length, stream, type == 0 ? Frame.REQUEST : type, flags, data);
    }

    private byte[] data() {
        if (seldom()) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            return noise;
        }
        String method = METHODS[random.nextInt(METHODS.length)];
        String payload = Integer.toString(random.nextInt(1000));
        byte[] request = Wire.encoded(method, payload, seldom() ? random.nextInt() : 0);
        if (seldom()) {
            request[random.nextInt(request.length)] = (byte) random.nextInt();
        }
        return request;
    }

    private boolean seldom() {
        return random.nextInt(10) == 0;
    }
}
