/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads build files, which are short texts. */
public final class TextFile {
    /** A larger one is refused. Bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private TextFile() {}

    /** The text of a file. */
    public static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file);
        } catch (IOException e) {
            throw IoFailure.of("build file " + file + " cannot be read", e);
        }
    }

    /** The text of a stream; {@code name} is what it is called in messages. */
    public static String read(InputStream in, Path name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw JukeException.input(name + " has more than " + MAX_BYTES + " bytes", "a build file is a few lines");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new JukeException(
                    JukeException.Category.INPUT, name + " is no text in UTF-8", "name a build file", e);
        }
    }
}
