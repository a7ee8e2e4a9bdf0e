/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** All that is asked of one registry: lets us in, and asks again where that helps. For any number of threads. */
final class Session implements AutoCloseable {
    /** Too many requests, and what a server or a proxy before it says that is only unwell for now. */
    static final Set<Integer> LATER = Set.of(429, 500, 502, 503, 504);

    private final String registry;
    private final RegistryOptions options;
    private final Http http;
    private @Nullable URI base;
    private @Nullable Tokens tokens;
    /** Whether the registry wants a password with each request. */
    private volatile boolean basic;

    private volatile boolean reached;

    /** For the registry of that name, as it stands in names of images. */
    Session(String registry, RegistryOptions options) {
        this.registry = registry;
        this.options = options;
        this.http = new Http(options, RemoteName.host(registry));
    }

    /** As it stands in names of images. */
    String registry() {
        return registry;
    }

    RegistryOptions options() {
        return options;
    }

    /** The address of its API: {@code SCHEME://HOST[:PORT]/v2/}. */
    synchronized URI base() throws IOException {
        URI found = base;
        if (found == null) {
            String host = RemoteName.host(registry);
            found = new Endpoint(host, options.verify()).find(http);
            base = found;
            tokens = new Tokens(http, registry, !found.getScheme().equals("https") || !options.verify());
        }
        return found;
    }

    private synchronized Tokens tokens() throws IOException {
        base();
        Tokens known = tokens;
        if (known == null) {
            throw new IllegalStateException("made with the base");
        }
        return known;
    }

    /** A request that is about to be asked, once its address is known. */
    @FunctionalInterface
    interface Question {
        Ask of(URI base) throws IOException;
    }

    /**
     * Asks, for these scopes ({@code repository:NAME:pull}), and again when the registry is unwell or the answer got lost.
     *
     * @param repository whose credentials are to be used
     */
    Answer send(Question question, String repository, List<String> scopes) {
        Patience patience = options.patience();
        Duration pause = patience.pause();
        for (int attempt = 1; ; attempt++, pause = pause.multipliedBy(2)) {
            URI place = URI.create("https://" + RemoteName.host(registry) + "/v2/");
            boolean last = attempt >= patience.attempts();
            try {
                Ask ask = question.of(base());
                place = ask.uri();
                Answer answer = once(ask, repository, scopes);
                reached = true;
                Duration wanted = later(answer);
                boolean worthIt = LATER.contains(answer.status()) && wanted.compareTo(patience.longest()) <= 0;
                if (last || !worthIt) {
                    return answer;
                }
                answer.close();
                sleep(wanted.compareTo(pause) > 0 ? wanted : pause);
            } catch (IOException e) {
                boolean hopeless = e instanceof SSLException || (e instanceof ConnectException && !reached);
                if (last || hopeless || Thread.currentThread().isInterrupted()) {
                    throw Failure.broken(place, e);
                }
                sleep(pause);
            }
        }
    }

    /** Asks once: what is uploaded goes on where the registry says, not from its beginning. */
    Answer once(Ask ask, String repository, List<String> scopes) throws IOException {
        if (!Http.sameServer(ask.uri(), base())) {
            // A registry may send uploads elsewhere; whoever serves there learns nothing of us.
            return http.send(ask);
        }
        String token = tokens().known(scopes);
        Credentials credentials = basic ? credentials(repository) : null;
        Ask first = token != null
                ? ask.with("Authorization", "Bearer " + token)
                : credentials != null ? ask.with("Authorization", "Basic " + credentials.basic()) : ask;
        Answer answer = http.send(first);
        if (answer.status() != 401 || !Http.sameServer(answer.uri(), base())) {
            return answer;
        }
        Challenge bearer = Challenge.find(answer.challenges(), "bearer");
        Challenge plain = Challenge.find(answer.challenges(), "basic");
        if (bearer != null) {
            answer.close();
            String fresh = tokens().fetch(bearer, scopes, credentials(repository));
            return http.send(ask.with("Authorization", "Bearer " + fresh));
        }
        Credentials own = credentials(repository);
        if (plain == null || own == null || own.isToken() || credentials != null) {
            return answer;
        }
        answer.close();
        Answer second = http.send(ask.with("Authorization", "Basic " + own.basic()));
        basic |= second.status() != 401;
        return second;
    }

    private @Nullable Credentials credentials(String repository) {
        Credentials given = options.credentials();
        return given == null ? new CredentialStore(options.environment()).find(registry, repository) : given;
    }

    /** How long a registry asks to be left alone (RFC 9110, section 10.2.3, {@code Retry-After}: seconds or a date). */
    static Duration later(Answer answer) {
        String text = answer.header("Retry-After").strip();
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(ZonedDateTime.now(date.getZone()), date);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    /** Waits before something is tried again. */
    static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JukeException(JukeException.Category.HOST, "the transfer was interrupted", "try again", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
