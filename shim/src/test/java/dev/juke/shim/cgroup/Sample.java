/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Objects;

/**
 * A cgroup as it was on a real machine: NAME.files has lines {@code FILE:LINE}, NAME.metrics what containerd-shim-runc-v2 1.6.20 answered to
 * Stats of it at the same time, while its processes were frozen.
 */
final class Sample {
    private Sample() {}

    /** Writes the files below a directory. */
    static void unpack(String name, Path directory) {
        for (String line : text(name + ".files").lines().toList()) {
            int colon = line.indexOf(':');
            write(directory, line.substring(0, colon), line.substring(colon + 1) + "\n");
        }
    }

    /** The message that containerd's shim made of them. */
    static ByteString metrics(String name) {
        return ByteString.copyFrom(Base64.getMimeDecoder().decode(text(name + ".metrics")));
    }

    /** Appends a text to a file. */
    static void write(Path directory, String file, String text) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String resource) {
        try (InputStream in = Sample.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
