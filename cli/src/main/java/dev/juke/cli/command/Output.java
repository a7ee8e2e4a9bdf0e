/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.IoFailure;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Standard output, without the habit of {@link System#out} to swallow errors: a full disk behind it is told. */
public final class Output extends OutputStream {
    /** What a shell shows for a program that SIGPIPE (13) ended. */
    private static final int ENDED_BY_SIGPIPE = 128 + 13;

    private final OutputStream stream;

    /** Writes to that stream. */
    public Output(OutputStream stream) {
        this.stream = new BufferedOutputStream(stream);
    }

    /** Standard output. */
    public static Output standard() {
        return new Output(new FileOutputStream(FileDescriptor.out));
    }

    /** Writes text as UTF-8, whatever the locale says. */
    public void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    /** Writes text and a line break. */
    public void line(String text) {
        print(text + "\n");
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            stream.write(bytes, offset, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void flush() {
        try {
            stream.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(IOException e) {
        if ("Broken pipe".equals(e.getMessage())) {
            // The reader has enough (juke logs … | head): end in silence, as every other program does.
            Runtime.getRuntime().halt(ENDED_BY_SIGPIPE);
        }
        return IoFailure.of("standard output cannot be written", e);
    }
}
