/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that let us into a registry, fetched from the server that its challenge names (distribution project, "Token
 * Authentication Specification" and "OAuth2 Token Authentication"), and kept while they are good.
 */
final class Tokens {
    private static final int LIMIT = 1 << 20;
    /** What a token is good for when its server does not say, s. */
    private static final long DEFAULT_SECONDS = 60;
    /** A token that ends this soon is not used any more: the request takes time, too. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Http http;
    private final String registry;
    private final boolean insecure;
    private final Map<List<String>, Token> tokens = new ConcurrentHashMap<>();

    /** A token and when it ends, in ns of the JDK's clock. */
    private record Token(String text, long end) {
        boolean isGood() {
            return end - System.nanoTime() > 0;
        }
    }

    /**
     * For one registry.
     *
     * @param insecure whether its server of tokens may be spoken to without TLS, as the registry is
     */
    Tokens(Http http, String registry, boolean insecure) {
        this.http = http;
        this.registry = registry;
        this.insecure = insecure;
    }

    /** A token for these scopes that is still good, or null. */
    @Nullable
    String known(List<String> scopes) {
        Token token = tokens.get(scopes);
        return token != null && token.isGood() ? token.text : null;
    }

    /** Fetches a token. */
    String fetch(Challenge challenge, List<String> scopes, @Nullable Credentials credentials) throws IOException {
        URI realm = realm(challenge);
        String service = challenge.parameters().getOrDefault("service", "");
        Ask ask = credentials != null && credentials.isToken()
                ? Ask.form(realm, form(service, scopes, credentials))
                : get(realm, service, scopes, credentials);
        try (Answer answer = http.send(ask)) {
            if (answer.status() != 200) {
                throw Failure.refused(answer, registry);
            }
            JsonObject json = Json.parseObject(answer.content(LIMIT), Failure.place(realm));
            String text = json.text("token", json.text("access_token", ""));
            if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw JukeException.host(Failure.place(realm) + " gives no token", "ask whoever runs the registry");
            }
            Long seconds = json.integer("expires_in");
            Duration life = Duration.ofSeconds(seconds == null ? DEFAULT_SECONDS : Math.clamp(seconds, 0, 86_400))
                    .minus(MARGIN);
            tokens.put(scopes, new Token(text, System.nanoTime() + life.toNanos()));
            return text;
        }
    }

    private URI realm(Challenge challenge) {
        String text = challenge.parameters().getOrDefault("realm", "");
        try {
            URI realm = URI.create(text);
            boolean safe = "https".equals(realm.getScheme()) || (insecure && "http".equals(realm.getScheme()));
            if (safe && realm.getHost() != null) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            throw new JukeException(JukeException.Category.HOST, badRealm(), hint(), e);
        }
        throw JukeException.host(badRealm(), hint());
    }

    private String badRealm() {
        return registry + " sends us to no address with TLS for a token";
    }

    private static String hint() {
        return "ask whoever runs the registry";
    }

    private static Ask get(URI realm, String service, List<String> scopes, @Nullable Credentials credentials) {
        StringBuilder query = new StringBuilder(realm.getRawQuery() == null ? "" : realm.getRawQuery() + "&");
        query.append("service=").append(encoded(service));
        scopes.forEach(scope -> query.append("&scope=").append(encoded(scope)));
        String address = realm.toString().replaceFirst("[?#].*", "");
        Ask ask = Ask.get(URI.create(address + "?" + query));
        return credentials == null ? ask : ask.with("Authorization", "Basic " + credentials.basic());
    }

    private static String form(String service, List<String> scopes, Credentials credentials) {
        return "grant_type=refresh_token&client_id=juke&service=" + encoded(service)
                + "&scope=" + encoded(String.join(" ", scopes))
                + "&refresh_token=" + encoded(credentials.secret());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
