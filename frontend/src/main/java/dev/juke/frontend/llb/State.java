/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.llb;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.base.JukeException;
import dev.juke.buildkit.api.llb.Definition;
import dev.juke.buildkit.api.llb.Input;
import dev.juke.buildkit.api.llb.Op;
import dev.juke.buildkit.api.llb.OpMetadata;
import dev.juke.image.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file system that BuildKit can make: an output of an operation, with all the operations that it needs (its solver/pb/ops.proto).
 *
 * @param operations the operations by their digest, inputs before their users
 * @param metadata what is said of operations, by digest; no part of what they are
 * @param output which one; null for an empty file system
 */
public record State(
        Map<String, ByteString> operations,
        Map<String, OpMetadata> metadata,
        @Nullable Input output) {
    /** No files at all. */
    public static final State EMPTY = new State(Map.of(), Map.of(), null);

    /** Keeps copies, in their order. */
    public State {
        operations = Collections.unmodifiableMap(new LinkedHashMap<>(operations));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** What a definition makes, as BuildKit hands it out. */
    public static State of(Definition definition) {
        List<ByteString> all = definition.getDefList();
        if (all.isEmpty()) {
            return EMPTY;
        }
        Map<String, ByteString> operations = new LinkedHashMap<>();
        all.subList(0, all.size() - 1).forEach(op -> operations.put(digest(op), op));
        try {
            Op last = Op.parseFrom(all.getLast());
            if (last.getInputsCount() != 1) {
                throw new InvalidProtocolBufferException("its last operation has " + last.getInputsCount() + " inputs");
            }
            return new State(operations, definition.getMetadataMap(), last.getInputs(0));
        } catch (InvalidProtocolBufferException e) {
            throw JukeException.input("BuildKit gave a definition that is none: " + e.getMessage(), "report it");
        }
    }

    /** What to ask BuildKit for. */
    public Definition definition() {
        if (output == null) {
            return Definition.getDefaultInstance();
        }
        ByteString end = Op.newBuilder().addInputs(output).build().toByteString();
        return Definition.newBuilder()
                .addAllDef(operations.values())
                .addDef(end)
                .putAllMetadata(metadata)
                .build();
    }

    /** What an operation is called. */
    static String digest(ByteString operation) {
        return Digest.of(operation.toByteArray()).toString();
    }
}
