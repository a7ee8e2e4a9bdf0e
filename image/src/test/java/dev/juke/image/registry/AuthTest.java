/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Image;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.registry.FakeRegistry.Reply;
import dev.juke.image.registry.FakeRegistry.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthTest {
    private static final String BASIC = "Basic " + base64("me:pass word");

    @TempDir
    private Path directory;

    private FakeRegistry registry;
    private Image image;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aRegistryWithAnImage() throws IOException {
        registry = new FakeRegistry();
        image = SampleImages.hello(OciLayout.openOrCreate(directory.resolve("layout")), "hi");
        registry.add("team/app", "1", image);
        environment.put("HOME", directory.toString());
        environment.put("XDG_RUNTIME_DIR", directory.resolve("run").toString());
        environment.put("PATH", directory + ":" + System.getenv("PATH"));
    }

    @AfterEach
    void close() throws IOException {
        registry.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void pull() {
        pull(RegistryOptions.of(environment));
    }

    private void pull(RegistryOptions options) {
        try (Registry client = new Registry(options)) {
            NamedImage found = client.find(RemoteName.parse(registry.name() + "/team/app:1"), Platform.host());
            assertThat(found.image().digest()).isEqualTo(image.digest());
        }
    }

    private void wantsPassword() {
        registry.rule(request -> request.header("Authorization").equals(BASIC)
                ? null
                : new Reply(
                        401,
                        Map.of("WWW-Authenticate", "Basic realm=\"a, b\""),
                        Json.bytes(Json.parseObject(
                                "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}"
                                        .getBytes(StandardCharsets.UTF_8),
                                "error")),
                        -1,
                        -1));
    }

    private void wantsToken(String scope, String granted) {
        registry.rule(request -> token(request, scope, granted));
    }

    private @Nullable Reply token(Request request, String scope, String granted) {
        if (request.path().equals("/token")) {
            boolean known = request.header("Authorization").equals(granted) || granted.isEmpty();
            boolean refreshed = request.method().equals("POST") && granted.equals("refresh");
            boolean scoped = request.method().equals("POST")
                    || scope.equals(request.query().get("scope"));
            return (known || refreshed) && scoped
                    ? Reply.of(
                            200,
                            Json.bytes(new JsonObject().put("token", "t0ken").put("expires_in", 300)))
                    : Reply.error(401, "UNAUTHORIZED", "incorrect username or password");
        }
        return request.header("Authorization").equals("Bearer t0ken")
                ? null
                : Reply.empty(
                        401,
                        "WWW-Authenticate",
                        "Bearer realm=\"http://" + registry.name() + "/token\",service=\"the registry\",scope=\""
                                + scope + "\"");
    }

    private void write(String file, String json) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, json.replace("REGISTRY", registry.name()));
    }

    private static String auths(String key) {
        return "{\"auths\":{\"" + key + "\":{\"auth\":\"" + base64("me:pass word") + "\"}}}";
    }

    @Test
    void withoutCredentialsTheWayOutIsALogin() {
        wantsPassword();
        assertThatThrownBy(this::pull)
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line())
                                .contains(
                                        "401 UNAUTHORIZED: authentication required", "juke login " + registry.name()));
    }

    @Test
    void podmansAndDockersFilesAreReadByEveryKeyThatTheyHave() throws IOException {
        wantsPassword();
        for (String file : List.of("run/containers/auth.json", ".config/containers/auth.json", ".docker/config.json")) {
            for (String key : List.of(
                    "REGISTRY", "http://REGISTRY/v2/", "https://REGISTRY", "REGISTRY/team", "REGISTRY/team/app")) {
                write(file, auths(key));
                pull();
            }
            Files.delete(directory.resolve(file));
        }
    }

    @Test
    void anotherRepositorysCredentialsAreNotUsed() throws IOException {
        wantsPassword();
        write("run/containers/auth.json", auths("REGISTRY/other"));
        assertThatThrownBy(this::pull).hasMessageContaining("401");
    }

    @Test
    void theFileThatTheEnvironmentNamesIsTheOnlyOne() throws IOException {
        wantsPassword();
        write(".docker/config.json", auths("REGISTRY"));
        environment.put("REGISTRY_AUTH_FILE", directory.resolve("mine").toString());
        assertThatThrownBy(this::pull).hasMessageContaining("401");
        write("mine", auths("REGISTRY"));
        pull();
    }

    @Test
    void aCredentialHelperIsAsked() throws IOException {
        wantsPassword();
        helper("echo '{\"Username\":\"me\",\"Secret\":\"pass word\"}'");
        write(".docker/config.json", "{\"credHelpers\":{\"REGISTRY\":\"test\"}}");
        pull();
        write(".docker/config.json", "{\"credsStore\":\"test\"}");
        pull();
        assertThat(Files.readString(directory.resolve("asked"))).isEqualTo(registry.name());
    }

    @Test
    void aHelperThatKnowsNothingIsNoFailureAndOneThatFailsIs() throws IOException {
        wantsPassword();
        write(
                ".docker/config.json",
                "{\"credsStore\":\"test\"," + auths("REGISTRY").substring(1));
        helper("echo 'credentials not found in native keychain'; exit 1");
        pull();
        helper("echo secret; exit 3");
        assertThatThrownBy(this::pull)
                .hasMessageContaining("docker-credential-test does not give the credentials")
                .hasMessageNotContaining("secret");
        write(".docker/config.json", "{\"credsStore\":\"none\"}");
        assertThatThrownBy(this::pull).hasMessageContaining("there is no program docker-credential-none here");
    }

    private void helper(String script) throws IOException {
        Path helper = directory.resolve("docker-credential-test");
        Files.writeString(helper, "#!/bin/sh\ncat >'" + directory.resolve("asked") + "'\n" + script + "\n");
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aTokenIsFetchedOnceForAScope() {
        wantsToken("repository:team/app:pull", "");
        pull();
        assertThat(registry.asked()).filteredOn("GET /token"::equals).hasSize(1);
    }

    @Test
    void aTokenIsFetchedWithAPassword() throws IOException {
        wantsToken("repository:team/app:pull", BASIC);
        assertThatThrownBy(this::pull)
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line())
                                .contains("/token: 401", "incorrect username or password", "juke login"));
        write(".docker/config.json", auths("REGISTRY"));
        pull();
    }

    @Test
    void anIdentityTokenIsExchangedAndNeverSentToTheRegistry() throws IOException {
        wantsToken("repository:team/app:pull", "refresh");
        write(
                ".docker/config.json",
                "{\"auths\":{\"REGISTRY\":{\"identitytoken\":\"long-lived\",\"auth\":\"" + base64("x:") + "\"}}}");
        pull();
        assertThat(registry.requests())
                .filteredOn(request -> !request.path().equals("/token"))
                .allMatch(request -> !request.header("Authorization").contains("long-lived"));
    }

    @Test
    void aTokenServerWithoutTlsIsNotTrustedWithAPasswordOfAnotherPlace() {
        registry.rule(request ->
                Reply.empty(401, "WWW-Authenticate", "Bearer realm=\"ftp://elsewhere/token\",service=\"s\""));
        assertThatThrownBy(() -> pull(RegistryOptions.of(environment).with(new Credentials("me", "pass", false))))
                .hasMessageContaining("sends us to no address with TLS for a token");
    }

    @Test
    void secretsAreNeverShown() throws IOException {
        write(".docker/config.json", "{\"auths\":{\"REGISTRY\":{\"auth\":\"secret\"}");
        wantsPassword();
        assertThatThrownBy(this::pull)
                .hasMessageContaining("is no readable JSON")
                .hasMessageNotContaining("secret");
        assertThat(new Credentials("me", "secret", false).toString()).doesNotContain("secret");
        assertThat(RegistryOptions.of(Map.of("A", "secret")).toString()).doesNotContain("secret");
    }

    @Test
    void aLoginIsKeptForItsOwnerAloneAndForgotten() throws IOException {
        wantsPassword();
        CredentialStore store = new CredentialStore(environment);
        write("run/containers/auth.json", "{\"auths\":{\"other\":{\"auth\":\"b3RoZXI6eA==\"}},\"x\":1}");
        Path file = store.keep(registry.name(), new Credentials("me", "pass word", false));
        assertThat(file).isEqualTo(directory.resolve("run/containers/auth.json"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        pull();
        assertThat(store.forget(registry.name())).isEqualTo(file);
        assertThat(store.forget(registry.name())).isNull();
        assertThat(Json.readObject(file, "auth file", 10_000).object("auths"))
                .hasToString("{\"other\":{\"auth\":\"b3RoZXI6eA==\"}}");
        assertThatThrownBy(this::pull).hasMessageContaining("401");
    }

    @Test
    void aKnockTellsWhetherAPasswordIsRight() {
        wantsPassword();
        try (Registry client =
                new Registry(RegistryOptions.of(environment).with(new Credentials("me", "pass word", false)))) {
            client.knock(registry.name());
        }
        try (Registry client = new Registry(RegistryOptions.of(environment).with(new Credentials("me", "no", false)))) {
            assertThatThrownBy(() -> client.knock(registry.name())).hasMessageContaining("401");
        }
    }

    @Test
    void challengesAreReadAsTheyComeInOneHeaderOrSeveral() {
        assertThat(Challenge.parse(
                        List.of("Basic realm=\"a \\\"b\\\", c\", Bearer realm=\"https://x/t\",service=s , Negotiate")))
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "a \"b\", c")),
                        new Challenge("bearer", Map.of("realm", "https://x/t", "service", "s")),
                        new Challenge("negotiate", Map.of()));
        assertThat(Challenge.parse(List.of("", "=,=", "Bearer realm=\"open"))).isNotEmpty();
    }
}
