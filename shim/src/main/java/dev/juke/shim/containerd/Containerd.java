/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.juke.grpc.Call;
import dev.juke.grpc.GrpcClient;
import dev.juke.shim.api.services.Container;
import dev.juke.shim.api.services.GetContainerRequest;
import dev.juke.shim.api.services.GetContainerResponse;
import dev.juke.shim.api.services.GetImageRequest;
import dev.juke.shim.api.services.GetImageResponse;
import dev.juke.shim.api.services.Image;
import dev.juke.shim.api.services.ReadContentRequest;
import dev.juke.shim.api.services.ReadContentResponse;
import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The questions to containerd (services of its api/services, version v1). One connection is kept, and made again when containerd has been
 * restarted; every question only reads, so it may be put twice.
 */
final class Containerd implements AutoCloseable {
    /** The header field that names the namespace (containerd, pkg/namespaces). */
    private static final String NAMESPACE = "containerd-namespace";

    private final Path socket;
    private @Nullable GrpcClient kept;

    Containerd(Path socket) {
        this.socket = socket;
    }

    /**
     * One inquiry: some questions that share a time.
     *
     * @param end as {@link System#nanoTime} counts
     */
    record Inquiry(String namespace, long end) {
        static Inquiry of(String namespace, Duration time) {
            return new Inquiry(namespace, System.nanoTime() + time.toNanos());
        }

        private Duration left() {
            return Duration.ofNanos(end - System.nanoTime());
        }

        private Call call(String method) {
            return new Call(method, Map.of(NAMESPACE, namespace), left());
        }
    }

    /** Containers/Get. */
    Container container(Inquiry inquiry, String id) throws IOException {
        GetContainerRequest request = GetContainerRequest.newBuilder().setId(id).build();
        return unary(
                        inquiry,
                        "containerd.services.containers.v1.Containers/Get",
                        request,
                        GetContainerResponse.parser())
                .getContainer();
    }

    /** Images/Get; null when there is no image of that name. */
    @Nullable
    Image image(Inquiry inquiry, String name) throws IOException {
        GetImageRequest request = GetImageRequest.newBuilder().setName(name).build();
        try {
            return unary(inquiry, "containerd.services.images.v1.Images/Get", request, GetImageResponse.parser())
                    .getImage();
        } catch (StatusException e) {
            if (e.code() == Code.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /** Content/Read, whole. More than {@code limit} bytes are a failure. */
    byte[] content(Inquiry inquiry, String digest, int limit) throws IOException {
        byte[] request =
                ReadContentRequest.newBuilder().setDigest(digest).build().toByteArray();
        String method = "containerd.services.content.v1.Content/Read";
        return ask(client -> {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            client.stream(inquiry.call(method), request, message -> append(content, message, limit));
            return content.toByteArray();
        });
    }

    private static void append(ByteArrayOutputStream content, byte[] message, int limit) {
        try {
            byte[] data = ReadContentResponse.parseFrom(message).getData().toByteArray();
            if (content.size() + data.length > limit) {
                throw new StatusException(Code.RESOURCE_EXHAUSTED, "it has more than " + limit + " bytes");
            }
            content.writeBytes(data);
        } catch (InvalidProtocolBufferException e) {
            throw new StatusException(Code.INTERNAL, "the answer cannot be understood", e);
        }
    }

    private <T> T unary(Inquiry inquiry, String method, MessageLite request, Parser<T> parser) throws IOException {
        byte[] bytes = request.toByteArray();
        return parser.parseFrom(ask(client -> client.unary(inquiry.call(method), bytes)));
    }

    private byte[] ask(Question question) throws IOException {
        GrpcClient client = client();
        try {
            return question.put(client);
        } catch (StatusException e) {
            // A containerd that was stopped while nobody asked is often noticed only now.
            if (e.code() != Code.UNAVAILABLE || client.isUsable()) {
                throw e;
            }
            return question.put(client());
        }
    }

    private synchronized GrpcClient client() throws IOException {
        GrpcClient client = kept;
        if (client == null || !client.isUsable()) {
            client = GrpcClient.connect(socket);
            kept = client;
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (kept != null) {
            kept.close();
        }
    }

    @FunctionalInterface
    private interface Question {
        byte[] put(GrpcClient client);
    }
}
