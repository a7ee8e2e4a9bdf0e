/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request and its answer, redirections included. Knows nothing of registries. */
final class Http implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    /** What was sent may have to be stored by the server before it answers: it is waited for so many times longer than for a byte. */
    private static final int STORING = 10;

    private final HttpClient client;
    private final Proxies proxies;
    private final Duration stall;

    Http(RegistryOptions options, String certificates) {
        this.stall = options.patience().stall();
        this.proxies = Proxies.of(options.environment());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT.compareTo(stall) < 0 ? CONNECT : stall)
                .proxy(proxies)
                .sslContext(Trust.context(options, certificates))
                .executor(task -> Thread.ofVirtual().start(task))
                .build();
    }

    /** Whether two addresses are served by one server, so that what is told to one may be told to the other. */
    static boolean sameServer(URI one, URI other) {
        return scheme(one).equals(scheme(other))
                && String.valueOf(one.getHost()).equalsIgnoreCase(String.valueOf(other.getHost()))
                && port(one) == port(other);
    }

    private static String scheme(URI uri) {
        return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return scheme(uri).equals("https") ? 443 : 80;
    }

    /** Asks. What is read from the answer is watched: a stall is an error. */
    Answer send(Ask first) throws IOException {
        Ask ask = first;
        for (int redirects = 0; ; redirects++) {
            Answer answer = once(ask);
            // An answer to POST, PUT or PATCH that names a place says where to go on with the next request.
            boolean reading = ask.method().equals("GET") || ask.method().equals("HEAD");
            if (!reading || !REDIRECTS.contains(answer.status())) {
                return answer;
            }
            answer.close();
            URI target = answer.location();
            boolean web = scheme(target).equals("https") || scheme(target).equals("http");
            if (redirects == MAX_REDIRECTS || !web || target.getHost() == null) {
                throw new ProtocolException("it redirects too often, or to no address of the web");
            }
            if (scheme(ask.uri()).equals("https") && !scheme(target).equals("https")) {
                throw new ProtocolException("it redirects from TLS to plain HTTP, to " + Failure.place(target));
            }
            ask = ask.redirected(target);
        }
    }

    private Answer once(Ask ask) throws IOException {
        Activity activity = new Activity();
        CompletableFuture<HttpResponse<InputStream>> running =
                client.sendAsync(request(ask, activity), HttpResponse.BodyHandlers.ofInputStream());
        HttpResponse<InputStream> response = await(running, activity, ask.body());
        return new Answer(
                ask.uri(), response.statusCode(), response.headers(), new WatchedStream(response.body(), stall));
    }

    private HttpRequest request(Ask ask, Activity activity) {
        HttpRequest.Builder request = HttpRequest.newBuilder(ask.uri()).method(ask.method(), publisher(ask, activity));
        ask.headers().forEach(request::setHeader);
        request.setHeader("User-Agent", "juke");
        String proxyCredentials = proxies.credentials(ask.uri());
        if (!proxyCredentials.isEmpty()) {
            request.setHeader("Proxy-Authorization", "Basic " + proxyCredentials);
        }
        return request.build();
    }

    private static BodyPublisher publisher(Ask ask, Activity activity) {
        Ask.Body body = ask.body();
        if (body == null || body.length() == 0) {
            return BodyPublishers.noBody();
        }
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> activity.watch(body));
        return BodyPublishers.fromPublisher(stream, body.length());
    }

    private HttpResponse<InputStream> await(
            CompletableFuture<HttpResponse<InputStream>> running, Activity activity, Ask.@Nullable Body body)
            throws IOException {
        long step = Math.clamp(stall.toMillis() / 4, 20, 1000);
        try {
            while (true) {
                try {
                    return running.get(step, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    Duration limit = body == null || !activity.ended() ? stall : stall.multipliedBy(STORING);
                    if (activity.silence().compareTo(limit) > 0) {
                        running.cancel(true);
                        throw new StalledException(limit);
                    }
                }
            }
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            activity.rethrow();
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
