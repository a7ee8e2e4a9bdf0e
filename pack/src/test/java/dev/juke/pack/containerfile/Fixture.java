/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.juke.base.JukeException;
import dev.juke.image.Platform;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Workspace;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A context, images to start from, and what a Containerfile makes of them. */
abstract class Fixture {
    /** The end of a file that makes a unikernel of it. */
    static final String UNIKERNEL = """

            COPY kernel /kernel
            LABEL com.urunc.unikernel.unikernelType=unikraft com.urunc.unikernel.hypervisor=qemu com.urunc.unikernel.binary=/kernel
            """;

    final Workspace work = Workspace.create();
    final List<String> warnings = new ArrayList<>();
    final Map<String, String> arguments = new HashMap<>();
    final SomeImages images = new SomeImages(work);
    String stage = "";
    BootImages boot = BootImages.NONE;

    @TempDir
    Path context;

    Path file;

    @BeforeEach
    void makeContext() throws IOException {
        file = context.resolve("Containerfile");
        write("kernel", "");
        write("one", "1");
        write("two", "2");
        write("dir/a", "a");
        write("dir/sub/b", "b");
    }

    @AfterEach
    void close() {
        work.close();
    }

    Path write(String name, String content) throws IOException {
        Path path = context.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    BuildRequest read(String text) throws IOException {
        Files.writeString(file, text);
        return Containerfile.read(
                file,
                new BuildContext(
                        context,
                        work,
                        images,
                        Platform.linux("amd64"),
                        arguments,
                        stage,
                        7,
                        true,
                        false,
                        warnings::add),
                boot);
    }

    /** The image of a file that a unikernel is added to. */
    BuildRequest unikernel(String text) throws IOException {
        return read(text + UNIKERNEL);
    }

    /** All files of the layers but the kernel: {@code path mode uid:gid content}. */
    static List<String> files(BuildRequest request) throws IOException {
        TreeMap<String, Node> nodes = new TreeMap<>();
        request.layers().forEach(layer -> nodes.putAll(layer.tree().nodes()));
        nodes.remove("kernel");
        return shown(nodes);
    }

    private static List<String> shown(Map<String, Node> nodes) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            Node node = entry.getValue();
            String what = switch (node) {
                case Node.Directory _ -> "/";
                case Node.Link link -> "-> " + link.target();
                case Node.File file -> content(file);
            };
            lines.add(entry.getKey() + " "
                    + Integer.toOctalString(node.permissions().mode()) + " "
                    + node.permissions().uid() + ":" + node.permissions().gid() + " " + what);
        }
        return lines;
    }

    static List<String> files(FileTree tree) throws IOException {
        return shown(tree.nodes());
    }

    static String content(Node.File file) throws IOException {
        return new String(file.content().open().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The whole error, where {@code F} stands for the file and {@code C} for the context. */
    String error(String text) {
        JukeException error = catchThrowableOfType(JukeException.class, () -> unikernel(text));
        assertThat(error).as(text).isNotNull();
        return error.line().replace(file.toString(), "F").replace(context.toString(), "C");
    }
}
