/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import com.google.protobuf.ByteString;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.buildkit.api.gateway.Ref;
import dev.juke.buildkit.api.gateway.RefMap;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.frontend.assembly.Outcome;
import dev.juke.frontend.gateway.Gateway;
import dev.juke.frontend.gateway.Options;
import dev.juke.image.Platform;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One build: from what the client asks for to what BuildKit exports. */
final class Frontend {
    /** What a BuildKit must be able to do (its frontend/gateway/pb/caps.go and solver/pb/caps.go); every one of 2020 and later is. */
    static final Set<String> NEEDED = Set.of(
            "solve.base",
            "readfile",
            "resolveimage",
            "return",
            "proto.refarray",
            "source.image",
            "source.local",
            "source.local.followpaths",
            "file.base",
            "exec.meta.base");

    /** Keys of a result's metadata (BuildKit, exporter/containerimage/exptypes). */
    static final String CONFIG = "containerimage.config";

    private static final String PLATFORMS = "refs.platforms";
    private static final String ANNOTATION = "annotation-manifest";

    private final Gateway gateway;
    private final Options options;
    private final List<String> assemblyCommand;

    Frontend(Gateway gateway, Options options, List<String> assemblyCommand) {
        this.gateway = gateway;
        this.options = options;
        this.assemblyCommand = assemblyCommand;
    }

    /** Builds for every platform that is asked for. */
    Result build() {
        Set<String> capabilities = gateway.capabilities();
        Set<String> lacking = new TreeSet<>(NEEDED);
        lacking.removeAll(capabilities);
        if (!lacking.isEmpty()) {
            throw JukeException.host("this BuildKit lacks " + String.join(", ", lacking), "use one of 2020 or later");
        }
        Packager packager =
                new Packager(gateway, options, BuildInputs.of(gateway, options, capabilities), assemblyCommand);
        List<Platform> platforms = options.platforms();
        return switch (platforms.size()) {
            case 0 -> single(packager.build(Platform.host()));
            case 1 -> single(matching(packager.build(platforms.getFirst()), platforms.getFirst()));
            default -> several(packager, platforms);
        };
    }

    private static Result single(Packager.Built built) {
        Result.Builder result = Result.newBuilder().setRef(reference(built));
        describe(result, built.image(), "", "");
        return result.build();
    }

    private static Result several(Packager packager, List<Platform> platforms) {
        Result.Builder result = Result.newBuilder();
        RefMap.Builder references = RefMap.newBuilder();
        JsonArray list = new JsonArray();
        for (Platform platform : platforms) {
            Packager.Built built = matching(packager.build(platform), platform);
            references.putRefs(platform.toString(), reference(built));
            describe(result, built.image(), "/" + platform, "[" + platform + "]");
            JsonObject value = new JsonObject()
                    .put("architecture", platform.architecture())
                    .put("os", platform.os());
            if (!platform.variant().isEmpty()) {
                value.put("variant", platform.variant());
            }
            list.add(new JsonObject().put("ID", platform.toString()).put("Platform", value));
        }
        return result.setRefs(references)
                .putMetadata(PLATFORMS, ByteString.copyFrom(Json.bytes(new JsonObject().put("Platforms", list))))
                .build();
    }

    private static Ref reference(Packager.Built built) {
        return Ref.newBuilder().setId(built.reference()).build();
    }

    private static void describe(Result.Builder result, Outcome.Assembled image, String key, String bracket) {
        result.putMetadata(CONFIG + key, ByteString.copyFrom(Json.bytes(image.config())));
        image.annotations()
                .forEach((name, value) ->
                        result.putMetadata(ANNOTATION + bracket + "." + name, ByteString.copyFromUtf8(value)));
    }

    /** An index would promise what the image does not keep. */
    private static Packager.Built matching(Packager.Built built, Platform wanted) {
        Platform is = Platform.of(built.image().config());
        if (!is.runs(wanted)) {
            throw JukeException.input(
                    "the image is for " + is + ", but " + wanted + " is asked for",
                    "give a kernel for " + wanted + ", or leave out --platform");
        }
        return built;
    }
}
