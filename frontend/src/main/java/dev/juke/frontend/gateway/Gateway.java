/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.juke.base.JukeException;
import dev.juke.buildkit.api.gateway.APICap;
import dev.juke.buildkit.api.gateway.InputsRequest;
import dev.juke.buildkit.api.gateway.InputsResponse;
import dev.juke.buildkit.api.gateway.PingRequest;
import dev.juke.buildkit.api.gateway.PongResponse;
import dev.juke.buildkit.api.gateway.ReadFileRequest;
import dev.juke.buildkit.api.gateway.ReadFileResponse;
import dev.juke.buildkit.api.gateway.ResolveImageConfigRequest;
import dev.juke.buildkit.api.gateway.ResolveImageConfigResponse;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.buildkit.api.gateway.ReturnRequest;
import dev.juke.buildkit.api.gateway.ReturnResponse;
import dev.juke.buildkit.api.gateway.SolveRequest;
import dev.juke.buildkit.api.gateway.SolveResponse;
import dev.juke.buildkit.api.llb.Definition;
import dev.juke.buildkit.api.rpc.Status;
import dev.juke.frontend.llb.Sources;
import dev.juke.grpc.Call;
import dev.juke.grpc.GrpcClient;
import dev.juke.image.Platform;
import dev.juke.ttrpc.Code;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a frontend may ask of BuildKit: service {@code moby.buildkit.v1.frontend.LLBBridge} (frontend/gateway/pb/gateway.proto). Every call
 * fails with a {@link dev.juke.ttrpc.StatusException} that has BuildKit's words.
 */
public final class Gateway {
    private static final String SERVICE = "moby.buildkit.v1.frontend.LLBBridge/";
    /** A build takes the time that it takes; whoever waits for it can stop it. */
    private static final Duration TIMEOUT = Duration.ofDays(365);

    private final GrpcClient client;

    /** Asks over a connection. */
    public Gateway(GrpcClient client) {
        this.client = client;
    }

    /** What this BuildKit can do: capabilities of the gateway and of the build format, by their id. */
    public Set<String> capabilities() {
        PongResponse pong = call("Ping", PingRequest.getDefaultInstance(), PongResponse.parser());
        Set<String> all = new HashSet<>();
        for (APICap capability : pong.getFrontendApiCapsList()) {
            if (capability.getEnabled()) {
                all.add(capability.getId());
            }
        }
        for (APICap capability : pong.getLlbCapsList()) {
            if (capability.getEnabled()) {
                all.add(capability.getId());
            }
        }
        return all;
    }

    /** Has something built; it may be built only when its files are read or exported. */
    public Result solve(SolveRequest.Builder request) {
        request.setAllowResultReturn(true).setAllowResultArrayRef(true);
        return call("Solve", request.build(), SolveResponse.parser()).getResult();
    }

    /** A whole file of what was built. */
    public byte[] readFile(String reference, String path) {
        ReadFileRequest request =
                ReadFileRequest.newBuilder().setRef(reference).setFilePath(path).build();
        return call("ReadFile", request, ReadFileResponse.parser()).getData().toByteArray();
    }

    /**
     * Looks an image up.
     *
     * @param mode as {@link Sources#image}
     * @return its configuration, and its digest unless it is one that only the daemon has
     */
    public ResolveImageConfigResponse resolve(String reference, Platform platform, String mode) {
        ResolveImageConfigRequest request = ResolveImageConfigRequest.newBuilder()
                .setRef(reference)
                .setPlatform(Sources.message(platform))
                .setResolveMode(mode)
                .setLogName("[internal] load metadata for " + reference)
                .build();
        return call("ResolveImageConfig", request, ResolveImageConfigResponse.parser());
    }

    /** What stands for local directories of the client, by their names. */
    public Map<String, Definition> inputs() {
        return call("Inputs", InputsRequest.getDefaultInstance(), InputsResponse.parser())
                .getDefinitionsMap();
    }

    /** Ends the build with a result. */
    public void done(Result result) {
        finish(ReturnRequest.newBuilder().setResult(result));
    }

    /** Ends the build with an error, which the client shows to the user. */
    public void failed(String message) {
        // Clients leave out the name of this code, and of no other.
        finish(ReturnRequest.newBuilder()
                .setError(Status.newBuilder().setCode(Code.UNKNOWN.number()).setMessage(message)));
    }

    private void finish(ReturnRequest.Builder end) {
        call("Return", end.build(), ReturnResponse.parser());
    }

    private <T extends MessageLite> T call(String method, MessageLite request, Parser<T> answer) {
        byte[] bytes = client.unary(new Call(SERVICE + method, Map.of(), TIMEOUT), request.toByteArray());
        try {
            return answer.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw JukeException.host("BuildKit's answer to " + method + " makes no sense: " + e.getMessage(), "");
        }
    }
}
