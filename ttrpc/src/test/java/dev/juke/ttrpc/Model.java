/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.shim.api.ttrpc.Request;
import dev.juke.shim.api.ttrpc.Response;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The answers, as "stream CODE", that PROTOCOL.md asks of a {@link Site} for some bytes. */
final class Model {
    final List<String> answers = new ArrayList<>();

    /** Whether a stream is begun, whose answers are not modelled. */
    boolean streams;

    /** Streams whose deadline may pass before their method ends, or not. */
    private final Set<Integer> hurried = new HashSet<>();

    private int last;

    static Model of(byte[] input) throws IOException {
        Model model = new Model();
        ByteArrayInputStream in = new ByteArrayInputStream(input);
        try {
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                model.add(frame);
            }
        } catch (EOFException e) {
            // The rest of the input is half a frame, and gets no answer.
        }
        model.answers.replaceAll(model::blurred);
        return model;
    }

    private void add(Frame frame) {
        if (frame.tooLong()) {
            answers.add(frame.stream() + " " + Code.RESOURCE_EXHAUSTED);
        } else if (frame.stream() % 2 == 0) {
            answers.add(frame.stream() + " " + Code.INVALID_ARGUMENT);
        } else if (frame.type() == Frame.DATA) {
            answers.add(frame.stream() + " " + Code.INVALID_ARGUMENT);
        } else if (frame.type() == Frame.REQUEST) {
            answers.add(frame.stream() + " " + request(frame));
        }
    }

    private Code request(Frame frame) {
        if (Integer.toUnsignedLong(frame.stream()) <= Integer.toUnsignedLong(last)) {
            return Code.INVALID_ARGUMENT;
        }
        last = frame.stream();
        try {
            Request request = Request.parseFrom(frame.data());
            String name = request.getService() + "/" + request.getMethod();
            if (name.equals("S/Upper") || name.equals("S/Count")) {
                streams = true;
            }
            if (!Set.of("S/Echo", "S/Missing", "S/Big", "S/Broken", "S/Silent", "S/Error")
                    .contains(name)) {
                return Code.UNIMPLEMENTED;
            }
            if ((frame.flags() & Frame.REMOTE_OPEN) != 0) {
                return Code.INVALID_ARGUMENT;
            }
            if (request.getTimeoutNano() != 0) {
                hurried.add(frame.stream());
            }
            return switch (name) {
                case "S/Missing" -> Code.NOT_FOUND;
                case "S/Echo" -> Code.OK;
                case "S/Big" -> big(request.getPayload().toByteArray());
                case "S/Error" -> Code.INTERNAL;
                default -> Code.UNKNOWN;
            };
        } catch (InvalidProtocolBufferException e) {
            return Code.INVALID_ARGUMENT;
        }
    }

    private static Code big(byte[] payload) {
        try {
            int size = Integer.parseInt(new String(payload, StandardCharsets.UTF_8));
            return size < 0 ? Code.UNKNOWN : size < Frame.MAX - 10 ? Code.OK : Code.RESOURCE_EXHAUSTED;
        } catch (NumberFormatException e) {
            return Code.UNKNOWN;
        }
    }

    String answer(Frame frame) throws IOException {
        assertThat(frame.type()).isEqualTo(Frame.RESPONSE);
        assertThat(frame.tooLong()).isFalse();
        return blurred(frame.stream() + " "
                + Code.of(Response.parseFrom(frame.data()).getStatus().getCode()));
    }

    private String blurred(String answer) {
        int stream = Integer.parseInt(answer.substring(0, answer.indexOf(' ')));
        return hurried.contains(stream) ? stream + " in time or not" : answer;
    }
}
