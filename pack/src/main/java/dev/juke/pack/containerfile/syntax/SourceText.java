/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of a file that a person wrote. */
public final class SourceText {
    /** A larger file is refused. Bytes. */
    private static final int MAX_BYTES = 1 << 20;

    private SourceText() {}

    /** Reads a file in UTF-8, without the mark at its beginning that some editors write. */
    public static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw JukeException.input(
                        file + " is larger than " + MAX_BYTES + " bytes", "it is no build file; name another");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new JukeException(JukeException.Category.INPUT, file + " is not UTF-8", "save it as UTF-8", e);
        } catch (IOException e) {
            throw IoFailure.of(file + " cannot be read", e);
        }
    }
}
