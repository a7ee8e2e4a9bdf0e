/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.juke.buildkit.api.gateway.APICap;
import dev.juke.buildkit.api.gateway.InputsResponse;
import dev.juke.buildkit.api.gateway.PongResponse;
import dev.juke.buildkit.api.gateway.ReadFileRequest;
import dev.juke.buildkit.api.gateway.ReadFileResponse;
import dev.juke.buildkit.api.gateway.Ref;
import dev.juke.buildkit.api.gateway.ResolveImageConfigRequest;
import dev.juke.buildkit.api.gateway.ResolveImageConfigResponse;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.buildkit.api.gateway.ReturnRequest;
import dev.juke.buildkit.api.gateway.ReturnResponse;
import dev.juke.buildkit.api.gateway.SolveRequest;
import dev.juke.buildkit.api.gateway.SolveResponse;
import dev.juke.buildkit.api.llb.Definition;
import dev.juke.frontend.PipeServer.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** BuildKit as a frontend sees it, which really builds what it is asked for, with directories for file systems. */
final class FakeBuildKit implements PipeServer.Handler {
    private static final int UNKNOWN = 2;
    private static final int UNIMPLEMENTED = 12;

    /** What it says that it can do. */
    final Set<String> capabilities = new TreeSet<>(Frontend.NEEDED);
    /** What it was asked to build, in order. */
    final List<SolveRequest> solved = new ArrayList<>();
    /** What stands for the client's directories. */
    final Map<String, Definition> inputs = new HashMap<>();
    /** What its own frontends give, by the frontend's name. */
    final Map<String, Result> frontends = new HashMap<>();

    final Evaluator evaluator;
    private final Map<String, Path> references = new HashMap<>();
    private final Map<String, byte[]> configurations = new HashMap<>();
    private @Nullable ReturnRequest end;

    FakeBuildKit(Path work) {
        this.evaluator = new Evaluator(work);
    }

    /** An image of a registry, with a digest. */
    void image(String reference, Path files, String config) {
        configurations.put(reference, config.getBytes(StandardCharsets.UTF_8));
        evaluator.images.put(reference, files);
        evaluator.images.put(reference + "@" + digest(reference), files);
    }

    /** The digest that an image is said to have. */
    static String digest(String reference) {
        return "sha256:" + String.format("%064x", reference.hashCode() & 0xffffffffL);
    }

    /** How the frontend ended the build. */
    ReturnRequest end() {
        return Objects.requireNonNull(end, "the frontend has not ended the build");
    }

    /** The files of a result. */
    Path files(Ref reference) {
        return Objects.requireNonNull(references.get(reference.getId()), "there is no such result");
    }

    @Override
    public byte[] call(String method, byte[] request) throws IOException {
        MessageLite answer = switch (method) {
            case "Ping" -> pong();
            case "Solve" -> solve(SolveRequest.parseFrom(request));
            case "ReadFile" -> readFile(ReadFileRequest.parseFrom(request));
            case "ResolveImageConfig" -> resolve(ResolveImageConfigRequest.parseFrom(request));
            case "Inputs" ->
                InputsResponse.newBuilder().putAllDefinitions(inputs).build();
            case "Return" -> {
                end = ReturnRequest.parseFrom(request);
                yield ReturnResponse.getDefaultInstance();
            }
            default -> throw new Refusal(UNIMPLEMENTED, "unknown method " + method);
        };
        return answer.toByteArray();
    }

    private PongResponse pong() {
        PongResponse.Builder pong = PongResponse.newBuilder();
        capabilities.forEach(id -> pong.addLlbCaps(APICap.newBuilder().setId(id).setEnabled(true)));
        return pong.addFrontendApiCaps(APICap.newBuilder().setId("not.this")).build();
    }

    private SolveResponse solve(SolveRequest request) throws IOException {
        solved.add(request);
        Result result = frontends.get(request.getFrontend());
        if (result != null) {
            return SolveResponse.newBuilder().setResult(result).build();
        }
        String id = "ref" + solved.size();
        references.put(id, evaluator.evaluate(request.getDefinition()));
        Ref reference =
                Ref.newBuilder().setId(id).setDef(request.getDefinition()).build();
        return SolveResponse.newBuilder()
                .setResult(Result.newBuilder().setRef(reference))
                .build();
    }

    private ReadFileResponse readFile(ReadFileRequest request) throws IOException {
        Path directory = Objects.requireNonNull(references.get(request.getRef()), "there is no such result");
        Path file = directory.resolve(request.getFilePath().replaceFirst("^/", ""));
        if (!Files.isRegularFile(file)) {
            throw new Refusal(UNKNOWN, "open /var/lib/" + request.getFilePath() + ": no such file or directory");
        }
        return ReadFileResponse.newBuilder()
                .setData(ByteString.copyFrom(Files.readAllBytes(file)))
                .build();
    }

    private ResolveImageConfigResponse resolve(ResolveImageConfigRequest request) {
        byte[] config = configurations.get(request.getRef());
        if (config == null) {
            throw new Refusal(UNKNOWN, request.getRef() + ": not found");
        }
        return ResolveImageConfigResponse.newBuilder()
                .setDigest(digest(request.getRef()))
                .setConfig(ByteString.copyFrom(config))
                .build();
    }
}
