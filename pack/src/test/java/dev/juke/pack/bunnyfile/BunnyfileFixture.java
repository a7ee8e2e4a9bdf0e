/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Platform;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Workspace;
import dev.juke.pack.containerfile.SomeImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A context with a kernel, a disk image and a directory, for tests of build files. */
abstract class BunnyfileFixture {
    static final String HEAD = """
            #syntax=registry.example/packer:1
            version: v0.1
            platforms: { framework: linux, monitor: qemu }
            """;
    static final String KERNEL = "kernel: { from: local, path: app.elf }\n";

    final Workspace work = Workspace.create();
    final SomeImages images = new SomeImages(work);
    final List<String> warnings = new ArrayList<>();
    boolean lenient;

    @TempDir
    Path context;

    Path file;

    @BeforeEach
    void makeContext() throws IOException {
        file = context.resolve("bunnyfile");
        Files.writeString(context.resolve("app.elf"), "");
        Files.writeString(context.resolve("fs.img"), "");
        Files.createDirectories(context.resolve("conf"));
        Files.writeString(context.resolve("conf/a"), "");
    }

    @AfterEach
    void close() {
        work.close();
    }

    BuildRequest read() {
        return Bunnyfile.read(
                file,
                new BuildContext(
                        context,
                        work,
                        images,
                        Platform.linux("amd64"),
                        Map.of(),
                        "",
                        7,
                        true,
                        lenient,
                        warning -> warnings.add(warning.replace(file.toString(), "FILE"))));
    }

    BuildRequest read(String text) throws IOException {
        Files.writeString(file, text);
        return read();
    }

    /** The text is refused with that line, where {@code FILE} stands for the build file's path. */
    void refused(String text, String line) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line()
                                        .replace(file.toString(), "FILE")
                                        .replace(context.toString(), "DIR"))
                                .isEqualTo(line));
    }
}
