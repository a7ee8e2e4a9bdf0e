/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.juke.buildkit.api.llb.Definition;
import dev.juke.buildkit.api.llb.ExecOp;
import dev.juke.buildkit.api.llb.FileAction;
import dev.juke.buildkit.api.llb.Input;
import dev.juke.buildkit.api.llb.Mount;
import dev.juke.buildkit.api.llb.Op;
import dev.juke.frontend.assembly.Assembly;
import dev.juke.frontend.assembly.Job;
import dev.juke.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Builds what a definition says, and holds it to the rules of BuildKit's solver/pb. The one program that it can run is the assembly. */
final class Evaluator {
    /** The client's directories. */
    final Map<String, Path> locals = new HashMap<>();
    /** Images by their whole reference. */
    final Map<String, Path> images = new HashMap<>();
    /** What the programs that ran had to say. */
    final List<String> warnings = new ArrayList<>();
    /** The programs that ran. */
    final List<ExecOp> programs = new ArrayList<>();

    private final Path work;
    private final Map<String, Path> made = new HashMap<>();

    Evaluator(Path work) {
        this.work = work;
    }

    /** The files of a definition's last operation. */
    Path evaluate(Definition definition) throws IOException {
        Path last = empty();
        for (int i = 0; i < definition.getDefCount(); i++) {
            ByteString bytes = definition.getDef(i);
            Op op = Op.parseFrom(bytes);
            List<Path> inputs = new ArrayList<>();
            for (Input input : op.getInputsList()) {
                assertThat(input.getIndex()).isZero();
                inputs.add(Objects.requireNonNull(made.get(input.getDigest()), "an operation comes before its input"));
            }
            if (i == definition.getDefCount() - 1) {
                assertThat(op)
                        .isEqualTo(Op.newBuilder().addInputs(op.getInputs(0)).build());
                last = inputs.getFirst();
            } else {
                String digest = Digest.of(bytes.toByteArray()).toString();
                if (!made.containsKey(digest)) {
                    made.put(digest, make(op, inputs));
                }
            }
        }
        assertThat(made.keySet()).containsAll(definition.getMetadataMap().keySet());
        return last;
    }

    private Path make(Op op, List<Path> inputs) throws IOException {
        return switch (op.getOpCase()) {
            case SOURCE -> source(op);
            case FILE -> file(op, inputs);
            case EXEC -> run(op, inputs);
            case OP_NOT_SET -> throw new AssertionError("an operation that is none");
        };
    }

    private Path source(Op op) {
        String id = op.getSource().getIdentifier();
        if (id.startsWith("local://")) {
            assertThat(op.getSource().getAttrsMap()).containsKey("local.session");
            return Objects.requireNonNull(locals.get(id.substring("local://".length())), id);
        }
        assertThat(id).startsWith("docker-image://");
        assertThat(op.getPlatform().getOs()).isNotEmpty();
        return Objects.requireNonNull(images.get(id.substring("docker-image://".length())), id);
    }

    private Path file(Op op, List<Path> inputs) throws IOException {
        assertThat(op.hasPlatform()).isFalse();
        FileAction action = op.getFile().getActions(0);
        Path into = empty();
        if (action.getInput() >= 0) {
            copy(inputs.get((int) action.getInput()), into);
        }
        if (action.hasMkfile()) {
            Files.write(
                    inside(into, action.getMkfile().getPath()),
                    action.getMkfile().getData().toByteArray());
        } else {
            assertThat(action.getCopy().getMode()).isEqualTo(-1);
            assertThat(action.getCopy().getTimestamp()).isEqualTo(-1);
            copy(
                    inside(
                            inputs.get((int) action.getSecondaryInput()),
                            action.getCopy().getSrc()),
                    into);
        }
        return into;
    }

    private Path run(Op op, List<Path> inputs) throws IOException {
        ExecOp exec = op.getExec();
        programs.add(exec);
        assertThat(exec.getMeta().getArgsList()).contains("assemble");
        assertThat(exec.getMountsList()).isSortedAccordingTo(Comparator.comparing(Mount::getDest));
        assertThat(exec.getMounts(0).getDest()).isEqualTo("/");
        Path host = empty();
        Path output = Files.createDirectories(inside(host, Job.OUTPUT));
        for (Mount mount : exec.getMountsList().subList(1, exec.getMountsCount())) {
            if (mount.getDest().equals(Job.OUTPUT)) {
                assertThat(mount.getReadonly()).isFalse();
                assertThat(mount.getOutput()).isZero();
            } else {
                assertThat(mount.getReadonly()).isTrue();
                assertThat(mount.getOutput()).isEqualTo(-1);
                copy(inputs.get((int) mount.getInput()), Files.createDirectories(inside(host, mount.getDest())));
            }
        }
        Assembly assembly = new Assembly(host, warnings::add);
        assembly.run();
        return output;
    }

    private Path empty() throws IOException {
        return Files.createTempDirectory(work, "files");
    }

    private static Path inside(Path root, String path) {
        return root.resolve(path.replaceFirst("^/+", "").replaceFirst("/+$", ""));
    }

    private static void copy(Path from, Path into) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path copy = into.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
