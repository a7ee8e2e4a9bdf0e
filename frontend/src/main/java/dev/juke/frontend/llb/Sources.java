/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.llb;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.buildkit.api.llb.Op;
import dev.juke.buildkit.api.llb.SourceOp;
import dev.juke.image.Platform;
import java.util.List;

/** Where files come from (BuildKit, source/types and solver/pb/attr.go). */
public final class Sources {
    private Sources() {}

    /**
     * A directory of whoever builds.
     *
     * @param name what the client calls it: {@code context}, {@code dockerfile}
     * @param session of the client
     * @param paths all that is needed of it; empty for everything
     */
    public static State local(String name, String session, List<String> paths) {
        SourceOp.Builder source = SourceOp.newBuilder()
                .setIdentifier("local://" + name)
                .putAttrs("local.session", session)
                .putAttrs("local.sharedkeyhint", name);
        if (!paths.isEmpty()) {
            source.putAttrs("local.followpaths", Json.write(JsonArray.of(paths)));
        }
        String what = paths.isEmpty() ? "load " + name : "load " + String.join(", ", paths);
        return new Operation().output(Op.newBuilder().setSource(source), "[internal] " + what, false);
    }

    /**
     * An image of a registry, or one that the daemon has.
     *
     * @param reference with registry and tag or digest
     * @param mode {@code default}, {@code pull} or {@code local}; empty for the daemon's choice
     */
    public static State image(String reference, Platform platform, String mode) {
        SourceOp.Builder source = SourceOp.newBuilder().setIdentifier("docker-image://" + reference);
        if (!mode.isEmpty()) {
            source.putAttrs("image.resolvemode", mode);
        }
        return new Operation()
                .output(Op.newBuilder().setSource(source).setPlatform(message(platform)), "FROM " + reference, false);
    }

    /** A platform as BuildKit takes it. */
    public static dev.juke.buildkit.api.llb.Platform message(Platform platform) {
        return dev.juke.buildkit.api.llb.Platform.newBuilder()
                .setOs(platform.os())
                .setArchitecture(platform.architecture())
                .setVariant(platform.variant())
                .build();
    }
}
