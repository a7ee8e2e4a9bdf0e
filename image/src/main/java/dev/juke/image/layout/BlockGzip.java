/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses with gzip on all processors: one member (RFC 1952), whose content is cut into blocks of a fixed size that are compressed each
 * for itself. The bytes depend on the content and on the JDK's zlib, not on how many processors there are. What fits into one block is
 * compressed by the caller's thread alone.
 */
final class BlockGzip extends OutputStream {
    /** Bytes of a block. Matches do not cross its borders, which costs half a percent. */
    static final int BLOCK = 1 << 20;

    /** Fast: a layer is compressed once, and waited for. */
    private static final int LEVEL = 1;

    /** Deflate leaves what it cannot compress as it is, with 5 bytes for every 16 KiB (zlib's deflateBound). */
    private static final int MOST = BLOCK + (BLOCK >> 10) + 64;

    /** Deflate, no name, no time, the fastest level, no operating system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 4, (byte) 0xff};

    private final OutputStream out;
    private final CRC32 checksum = new CRC32();
    private final Queue<Future<byte[]>> pending = new ArrayDeque<>();
    private final int processors;
    private @Nullable ExecutorService workers;
    private byte[] block = new byte[BLOCK];
    private int filled;
    private long count;

    /** Compresses into a stream, which is the caller's to close, on all processors. */
    BlockGzip(OutputStream out) throws IOException {
        this(out, Runtime.getRuntime().availableProcessors());
    }

    /** As the other, on so many. */
    BlockGzip(OutputStream out, int processors) throws IOException {
        this.out = out;
        this.processors = processors;
        out.write(HEADER);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checksum.update(bytes, offset, length);
        count += length;
        int at = offset;
        while (at < offset + length) {
            int n = Math.min(offset + length - at, BLOCK - filled);
            System.arraycopy(bytes, at, block, filled, n);
            filled += n;
            at += n;
            if (filled == BLOCK) {
                submit();
            }
        }
    }

    private void submit() throws IOException {
        if (workers == null) {
            workers = Executors.newFixedThreadPool(
                    processors, Thread.ofPlatform().name("gzip-", 0).daemon().factory());
        }
        byte[] full = block;
        pending.add(workers.submit(() -> deflate(full, BLOCK, false)));
        block = new byte[BLOCK];
        filled = 0;
        if (pending.size() > processors + 1) {
            drain();
        }
    }

    /** Ends the member. */
    void finish() throws IOException {
        while (!pending.isEmpty()) {
            drain();
        }
        out.write(deflate(block, filled, true));
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) checksum.getValue())
                .putInt((int) count)
                .array());
    }

    private void drain() throws IOException {
        try {
            out.write(pending.remove().get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("zlib failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("compressing was interrupted");
        }
    }

    private static byte[] deflate(byte[] bytes, int length, boolean last) {
        byte[] room = new byte[MOST];
        try (Deflater deflater = new Deflater(LEVEL, true)) {
            deflater.setInput(bytes, 0, length);
            if (last) {
                deflater.finish();
            }
            int n = deflater.deflate(room, 0, room.length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
            return Arrays.copyOf(room, n);
        }
    }

    /** Frees what compresses; without {@link #finish} before, what was written is no gzip file. */
    @Override
    public void close() {
        if (workers != null) {
            workers.shutdownNow();
        }
    }
}
