/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.llb;

import com.google.protobuf.ByteString;
import dev.juke.buildkit.api.llb.Input;
import dev.juke.buildkit.api.llb.Op;
import dev.juke.buildkit.api.llb.OpMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An operation in the making, with those that it needs. */
final class Operation {
    /** What a person sees while it runs (BuildKit, client/llb, the key of a custom name). */
    private static final String NAME = "llb.customname";

    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, ByteString> operations = new LinkedHashMap<>();
    private final Map<String, OpMetadata> metadata = new LinkedHashMap<>();

    /** Takes a state as an input, and tells its number; -1 for an empty one. */
    int input(State state) {
        operations.putAll(state.operations());
        metadata.putAll(state.metadata());
        if (state.output() == null) {
            return -1;
        }
        if (!inputs.contains(state.output())) {
            inputs.add(state.output());
        }
        return inputs.indexOf(state.output());
    }

    /** The first output of the operation. */
    State output(Op.Builder op, String name, boolean ignoreCache) {
        ByteString bytes = op.addAllInputs(inputs).build().toByteString();
        String digest = State.digest(bytes);
        operations.put(digest, bytes);
        metadata.put(
                digest,
                OpMetadata.newBuilder()
                        .setIgnoreCache(ignoreCache)
                        .putDescription(NAME, name)
                        .build());
        return new State(
                operations, metadata, Input.newBuilder().setDigest(digest).build());
    }
}
