/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.JukeException.Category;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** Says in words what went wrong between this machine and a registry. Addresses are shown without their query: it may hold secrets. */
final class Failure {
    /** Of a registry's own words, in characters. */
    private static final int LONGEST_WORDS = 300;
    /** A longer error document is not read, bytes. */
    private static final int LIMIT = 64 << 10;

    private Failure() {}

    /** Host and path. */
    static String place(URI uri) {
        return uri.getRawAuthority() == null ? "the registry" : authority(uri) + uri.getPath();
    }

    /** Host and port, without a user that someone wrote before them. */
    static String authority(URI uri) {
        String authority = uri.getRawAuthority();
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    /** A server that did not answer with what was hoped for. */
    static JukeException refused(Answer answer, String registry) {
        int status = answer.status();
        String message = place(answer.uri()) + ": " + status + words(answer);
        return switch (status) {
            case 401 ->
                new JukeException(Category.HOST, message, "log in: juke login " + registry + " (or docker login)");
            case 403 ->
                new JukeException(
                        Category.HOST,
                        message,
                        "check that your account may do this there, or log in with another: juke login " + registry);
            case 404 -> JukeException.notFound(message, "check the name and the tag");
            case 413 -> JukeException.host(message, "the registry, or a proxy before it, limits the size of uploads");
            case 429 -> JukeException.host(message, "wait some time; who is logged in may often ask more");
            default ->
                JukeException.host(
                        message,
                        status >= 500 ? "try again later" : "check the name; or ask whoever runs the registry");
        };
    }

    /** The registry's own codes and messages (OCI distribution specification 1.1, "Error Codes"). */
    private static String words(Answer answer) {
        try {
            JsonObject json = Json.parseObject(answer.content(LIMIT), "error");
            String words = json.objects("errors").stream()
                    .map(error -> (error.text("code", "") + ": " + error.text("message", "")).strip())
                    .collect(Collectors.joining(", "));
            return words.isEmpty() ? "" : " " + clean(words);
        } catch (IOException | JukeException e) {
            // Not every error is a registry's: a proxy answers with a page.
            return "";
        }
    }

    /** What others wrote, fit for a terminal. */
    private static String clean(String words) {
        String clean = words.replaceAll("\\p{Cntrl}+", " ");
        return clean.length() > LONGEST_WORDS ? clean.substring(0, LONGEST_WORDS) + "…" : clean;
    }

    /** A server that could not be spoken with. */
    static JukeException broken(URI uri, IOException e) {
        String message = place(uri) + ": ";
        return switch (e) {
            case StalledException stalled ->
                new JukeException(Category.HOST, message + stalled.getMessage(), "try again; check the network", e);
            case UnknownHostException unknown -> unknownHost(uri, e);
            case ConnectException refused
            when refused.getCause() instanceof UnresolvedAddressException -> unknownHost(uri, e);
            case ConnectException refused when isUnresolved(refused) -> unknownHost(uri, e);
            case ConnectException refused ->
                new JukeException(
                        Category.HOST,
                        authority(uri) + " cannot be reached: "
                                + (refused.getMessage() == null ? "connection refused" : refused.getMessage()),
                        "check that the registry runs, and its port",
                        e);
            case HttpConnectTimeoutException slow ->
                new JukeException(
                        Category.HOST,
                        authority(uri) + " cannot be reached: it does not answer",
                        "check the network, and proxies (HTTPS_PROXY)",
                        e);
            case SSLException tls ->
                new JukeException(
                        Category.HOST,
                        authority(uri) + ": no trusted connection (TLS): " + IoFailure.reason(tls),
                        "a certificate of its own belongs into /etc/containers/certs.d/" + authority(uri)
                                + "/ca.crt; --tls-verify=false trusts it unseen, and speaks plain HTTP with a registry without TLS",
                        e);
            default ->
                new JukeException(
                        Category.HOST,
                        message + "the connection broke: " + IoFailure.reason(e),
                        "try again; check the network",
                        e);
        };
    }

    /** The JDK's client wraps it once more. */
    private static boolean isUnresolved(ConnectException e) {
        Throwable cause = e.getCause();
        return cause != null && cause.getCause() instanceof UnresolvedAddressException;
    }

    private static JukeException unknownHost(URI uri, IOException e) {
        return new JukeException(
                Category.HOST,
                "there is no host '" + uri.getHost() + "'",
                "check the name before the first '/', and the network",
                e);
    }
}
