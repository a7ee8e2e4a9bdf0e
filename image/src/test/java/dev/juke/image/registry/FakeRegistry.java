/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.Index;
import dev.juke.image.MediaType;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A registry in memory, over a socket of its own, that can be made to fail, stall, lie and cut. */
public final class FakeRegistry implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, Stored> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Function<Request, @Nullable Reply>> rules = new CopyOnWriteArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile int cutAfter;
    private volatile boolean forgetsCutUploads;
    private volatile boolean referrers = true;

    @SuppressWarnings("ArrayRecordComponent")
    private record Stored(String type, byte[] content) {}

    /** What was asked. */
    public record Request(String method, String path, Map<String, String> query, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** What is answered: after so many bytes of the body the connection is cut, or stalls. Negative for neither. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Reply(int status, Map<String, String> headers, byte[] body, int cutAt, int stallAt) {
        static Reply of(int status, byte[] body, String... headers) {
            Map<String, String> map = new ConcurrentHashMap<>();
            for (int i = 0; i < headers.length; i += 2) {
                map.put(headers[i], headers[i + 1]);
            }
            return new Reply(status, map, body, -1, -1);
        }

        static Reply empty(int status, String... headers) {
            return of(status, new byte[0], headers);
        }

        static Reply error(int status, String code, String message) {
            JsonObject error = new JsonObject().put("code", code).put("message", message);
            return of(status, Json.bytes(new JsonObject().put("errors", new JsonArray().add(error))));
        }

        Reply cut(int at) {
            return new Reply(status, headers, body, at, -1);
        }

        Reply stall(int at) {
            return new Reply(status, headers, body, -1, at);
        }
    }

    /** Listens on a free port. */
    public FakeRegistry() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread.ofVirtual().start(this::accept);
    }

    /** Its name in names of images. */
    public String name() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** What was asked so far, {@code METHOD PATH}. */
    public List<String> asked() {
        return requests.stream().map(Request::toString).toList();
    }

    List<Request> requests() {
        return requests;
    }

    /** A rule that comes before what it would do by itself. */
    public FakeRegistry rule(Function<Request, @Nullable Reply> rule) {
        rules.add(rule);
        return this;
    }

    /** So many uploads are cut after so many bytes; what came is kept, unless it forgets. */
    void cutUploads(int times, int after, boolean forgets) {
        cuts.set(times);
        cutAfter = after;
        forgetsCutUploads = forgets;
    }

    void withoutReferrers() {
        referrers = false;
    }

    Map<String, byte[]> blobs() {
        return blobs;
    }

    /** The digest of what a tag stands for, or null. */
    @Nullable
    Digest tag(String repository, String tag) {
        Stored stored = manifests.get(repository + ":" + tag);
        return stored == null ? null : Digest.of(stored.content);
    }

    byte[] manifest(String repository, String reference) {
        return Objects.requireNonNull(manifests.get(repository + ":" + reference)).content;
    }

    /** Puts an image there. */
    public void add(String repository, String tag, Image image) throws IOException {
        for (Descriptor part : image.parts()) {
            byte[] content = read(image.blobs(), part);
            if (part.equals(image.descriptor())) {
                addManifest(repository, tag, MediaType.MANIFEST, content);
            } else {
                blobs.put(part.digest().toString(), content);
            }
        }
    }

    /** Puts a manifest there. */
    public void addManifest(String repository, String tag, String type, byte[] content) {
        manifests.put(repository + ":" + tag, new Stored(type, content));
        manifests.put(repository + ":" + Digest.of(content), new Stored(type, content));
    }

    static byte[] read(Blobs from, Descriptor part) throws IOException {
        try (InputStream in = from.open(part)) {
            return in.readAllBytes();
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            while (one(in, out)) {}
        } catch (IOException | InterruptedException e) {
            return;
        }
    }

    private boolean one(InputStream in, OutputStream out) throws IOException, InterruptedException {
        String line = line(in);
        if (line.isEmpty()) {
            return false;
        }
        String[] words = line.split(" ", -1);
        Map<String, String> headers = new ConcurrentHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int mark = words[1].indexOf('?');
        Request request = new Request(
                words[0],
                mark < 0 ? words[1] : words[1].substring(0, mark),
                query(mark < 0 ? "" : words[1].substring(mark + 1)),
                headers);
        requests.add(request);
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        boolean upload = request.path.contains("/uploads/") && length > 0;
        if (upload && length > cutAfter && cuts.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
            byte[] came = in.readNBytes(cutAfter);
            if (forgetsCutUploads) {
                uploads.remove(request.path);
            } else {
                uploads.merge(request.path, came, FakeRegistry::concatenated);
            }
            return false;
        }
        byte[] body = in.readNBytes(length);
        Reply reply = reply(request, body);
        write(request, reply, out);
        return reply.cutAt < 0 && reply.stallAt < 0;
    }

    private Reply reply(Request request, byte[] body) {
        for (Function<Request, @Nullable Reply> rule : rules) {
            Reply reply = rule.apply(request);
            if (reply != null) {
                return reply;
            }
        }
        if (request.path.equals("/v2/")) {
            return Reply.empty(200);
        }
        String[] parts = request.path.split("/(?=manifests/|blobs/|referrers/)", 2);
        String repository = parts[0].substring("/v2/".length());
        String rest = parts.length < 2 ? "" : parts[1];
        if (rest.startsWith("manifests/")) {
            return manifest(request, repository, rest.substring("manifests/".length()), body);
        }
        if (rest.startsWith("blobs/uploads/")) {
            return upload(request, body);
        }
        if (rest.startsWith("referrers/") && referrers) {
            return referrers(rest.substring("referrers/".length()));
        }
        byte[] blob = blobs.get(rest.substring(rest.indexOf('/') + 1));
        return blob == null ? Reply.error(404, "BLOB_UNKNOWN", "blob unknown to registry") : ranged(request, blob);
    }

    private static Reply ranged(Request request, byte[] blob) {
        String range = request.header("Range");
        if (range.isEmpty()) {
            return Reply.of(200, blob);
        }
        int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
        byte[] rest = Arrays.copyOfRange(blob, from, blob.length);
        return Reply.of(206, rest, "Content-Range", "bytes " + from + "-" + (blob.length - 1) + "/" + blob.length);
    }

    private Reply manifest(Request request, String repository, String reference, byte[] body) {
        String key = repository + ":" + reference;
        if (request.method.equals("PUT")) {
            addManifest(repository, reference, request.header("Content-Type"), body);
            Reply put =
                    Reply.empty(201, "Docker-Content-Digest", Digest.of(body).toString());
            JsonObject subject = Json.parseObject(body, "put").object("subject");
            if (subject != null && referrers) {
                put.headers.put("OCI-Subject", subject.text("digest", ""));
            }
            return put;
        }
        Stored stored = manifests.get(key);
        return stored == null
                ? Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown")
                : Reply.of(
                        200,
                        stored.content,
                        "Content-Type",
                        stored.type,
                        "Docker-Content-Digest",
                        Digest.of(stored.content).toString());
    }

    private Reply referrers(String subject) {
        List<Descriptor> found = new ArrayList<>();
        manifests.forEach((key, stored) -> {
            JsonObject json = Json.parseObject(stored.content, key);
            JsonObject about = json.object("subject");
            if (key.contains(":sha256:")
                    && about != null
                    && about.text("digest", "").equals(subject)) {
                found.add(Descriptor.of(stored.type, Digest.of(stored.content), stored.content.length));
            }
        });
        return Reply.of(200, Index.of(found).bytes(), "Content-Type", MediaType.INDEX);
    }

    private Reply upload(Request request, byte[] body) {
        String mount = request.query.get("mount");
        return switch (request.method) {
            case "POST" -> begin(request, mount);
            case "GET" -> {
                byte[] come = uploads.get(request.path);
                yield come == null
                        ? Reply.error(404, "BLOB_UPLOAD_UNKNOWN", "upload unknown")
                        : Reply.empty(204, "Range", "0-" + Math.max(come.length - 1, 0), "Location", request.path);
            }
            case "PATCH" -> {
                byte[] before = uploads.getOrDefault(request.path, new byte[0]);
                if (!request.header("Content-Range").startsWith(before.length + "-")) {
                    yield Reply.error(416, "BLOB_UPLOAD_INVALID", "wrong offset");
                }
                byte[] after = concatenated(before, body);
                uploads.put(request.path, after);
                yield Reply.empty(202, "Location", request.path, "Range", "0-" + (after.length - 1));
            }
            default -> {
                byte[] whole = concatenated(uploads.getOrDefault(request.path, new byte[0]), body);
                if (!Digest.of(whole).toString().equals(request.query.get("digest"))) {
                    yield Reply.error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
                }
                blobs.put(Digest.of(whole).toString(), whole);
                uploads.remove(request.path);
                yield Reply.empty(201, "Location", "/v2/blob");
            }
        };
    }

    private Reply begin(Request request, @Nullable String mount) {
        if (mount != null && blobs.containsKey(mount) && request.query.containsKey("from")) {
            return Reply.empty(201, "Location", "/v2/anywhere");
        }
        String place = request.path + ids.incrementAndGet();
        uploads.put(place, new byte[0]);
        return Reply.empty(202, "Location", place + "?state=secret");
    }

    private void write(Request request, Reply reply, OutputStream out) throws IOException, InterruptedException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status + " Status\r\n");
        if (!reply.headers.containsKey("Content-Length") && reply.status != 204) {
            head.append("Content-Length: ").append(reply.body.length).append("\r\n");
        }
        reply.headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        int end = reply.cutAt >= 0 ? reply.cutAt : reply.stallAt >= 0 ? reply.stallAt : reply.body.length;
        if (!request.method.equals("HEAD")) {
            out.write(reply.body, 0, Math.min(end, reply.body.length));
        }
        out.flush();
        if (reply.stallAt >= 0) {
            closed.await();
        }
    }

    private static byte[] concatenated(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new ConcurrentHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.merge(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8),
                        (a, b) -> a + " " + b);
            }
        }
        return query;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }
}
